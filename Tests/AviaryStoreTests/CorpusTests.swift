import Testing

/// Every input that fuzzing has kept still does no harm.
struct CorpusTests {
    @Test(arguments: ModelScannerProperty.allCases)
    func `what fuzzing has kept does no harm`(property: ModelScannerProperty) throws {
        let inputs = try property.keptInputs()
        #expect(inputs.count > 20, "the corpus of \(property.rawValue) is missing")
        for input in inputs {
            let violation = property.violation(by: input.bytes)
            #expect(violation == nil, "\(input.name)")
        }
    }
}
