import Testing

@testable import AviaryServing

struct NamesInMetadataTests {
    @Test(arguments: [
        ("{0: 'person', 1: 'traffic light'}", ["person", "traffic light"]),
        (#"{0: "it's", 1: 'a \'b\'', 2: 'c\\d'}"#, ["it's", "a 'b'", #"c\d"#]),
        ("{0: 'größe', 1: '猫'}", ["größe", "猫"]),
        ("{0: '', 1: 'b'}", ["", "b"]),
    ])
    func `the names are read as Python prints them`(_ text: String, _ names: [String]) {
        #expect(NamesInMetadata.parse(text) == names)
    }

    @Test(arguments: [
        "", "{}", "['a', 'b']", "{1: 'a'}", "{0: 'a', 2: 'c'}", "{0: 'unfinished",
        "{99999999999999999999: 'a'}",
    ])
    func `anything else names nothing`(_ text: String) {
        #expect(NamesInMetadata.parse(text).isEmpty)
    }

    @Test func `a text of megabytes is not searched`() {
        let names = (0..<100_000).map { "\($0): 'name \($0)'" }.joined(separator: ", ")
        #expect(NamesInMetadata.parse("{\(names)}").isEmpty)
    }
}
