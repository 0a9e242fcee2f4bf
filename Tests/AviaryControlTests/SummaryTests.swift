import AviaryControl
import AviaryStatistics
import AviaryTesting
import Foundation
import Testing

struct SummaryTests {
    private static let values: [MeasureValue] = [
        .number(2), .missing, .category("a"), .flag(true), .share(1, of: 4), .number(.nan), .number(4), .category("b"),
        .category("a"), .flag(false),
    ]

    private static func summary(_ form: Measure.Form, seed: UInt64 = 1) -> Summary {
        var summary = Summary(form, seed: seed)
        for value in self.values { summary.add(value) }
        return summary
    }

    @Test func `a summary takes its own form in, and all else for missing`() {
        let numbers = Self.summary(.number)
        #expect(numbers.count == 2 && numbers.missing == 8 && numbers.mean == 3)
        #expect(numbers.quantile(0) == 2 && numbers.quantile(1) == 4 && numbers.share(of: "a") == nil)
        let words = Self.summary(.category)
        #expect(words.count == 3 && words.missing == 7 && words.mean == nil && words.quantile(0.5) == nil)
        #expect(words.share(of: "a") == 2.0 / 3 && words.share(of: "z") == 0)
        let share = Self.summary(.share)
        #expect(share.count == 6 && share.missing == 7 && share.mean == 2.0 / 6)
        for form in [Measure.Form.number, .category, .share, .gauge] {
            let empty = Summary(form)
            #expect(empty.count == 0 && empty.mean == nil && empty.quantile(0.5) == nil && empty.share(of: "a") == nil)
        }
    }

    @Test func `summaries of one form add up, others are refused`() throws {
        for form in [Measure.Form.number, .category, .share] {
            var summary = Self.summary(form)
            try summary.merge(Self.summary(form, seed: 2))
            #expect(summary.count == 2 * Self.summary(form).count && summary.missing == 2 * Self.summary(form).missing)
            #expect(summary.mean == Self.summary(form).mean)
        }
        var numbers = Self.summary(.number)
        #expect(throws: SketchError.mismatch("expected a summary of numbers, got one of categories")) {
            try numbers.merge(Self.summary(.category))
        }
        #expect(numbers == Self.summary(.number))
    }

    @Test func `a copy keeps what it had`() {
        var summary = Self.summary(.number)
        let copy = summary
        summary.add(.number(100))
        #expect(copy == Self.summary(.number) && copy != summary)
    }

    @Test func `a summary is the same after it was written`() throws {
        for form in [Measure.Form.number, .category, .share] {
            let summary = Self.summary(form)
            let text = try JSONEncoder().encode(summary)
            #expect(try JSONDecoder().decode(Summary.self, from: text) == summary)
        }
        for text in [
            #"{}"#, #"{"number":"?"}"#, #"{"number":""}"#, #"{"share":"CQE="}"#, #"{"number":"","share":""}"#,
            #"{"word":""}"#, "3",
        ] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Summary.self, from: Data(text.utf8)) }
        }
    }
}
