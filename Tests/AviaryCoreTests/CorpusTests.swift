import AviaryTesting
import Testing

/// Every input that fuzzing has kept still does no harm.
struct CorpusTests {
    @Test(arguments: ReaderProperty.allCases)
    func `what fuzzing has kept does no harm`(property: ReaderProperty) throws {
        let (count, violations) = try property.tryKeptInputs()
        #expect(count > 20, "the corpus of \(property.rawValue) is missing")
        #expect(violations.isEmpty)
    }
}
