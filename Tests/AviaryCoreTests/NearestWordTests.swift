import AviaryCore
import Testing

@Suite struct NearestWordTests {
    private static let keys = ["description", "instances", "intraOpThreads", "batching", "maxBatchSize", "queueSize"]

    @Test(
        arguments: [
            ("instnces", "instances"), ("max_batch_size", "maxBatchSize"), ("Batching", "batching"),
            ("bacthing", "batching"), ("queue-size", "queueSize"), ("descripton", "description"),
            ("intraOpThread", "intraOpThreads"),
        ]
    )
    func `a typing error finds its word`(word: String, meant: String) {
        #expect(NearestWord.find(word, among: Self.keys) == meant)
    }

    @Test(arguments: ["", "x", "timeout", "priority", String(repeating: "instances", count: 1000)])
    func `a word unlike all others finds none`(word: String) {
        #expect(NearestWord.find(word, among: Self.keys) == nil)
    }

    @Test func `a suggestion names the nearest word, or all of them`() {
        #expect(NearestWord.suggestion(for: "lates", among: ["latest", "specific"]) == "did you mean 'latest'?")
        #expect(NearestWord.suggestion(for: "newest", among: ["all", "specific"]) == "known are all, specific")
        let columns = (0..<1000).map { "column\($0)" }
        #expect(NearestWord.suggestion(for: "age", among: columns).hasSuffix("column18, column19 and 980 more"))
    }
}
