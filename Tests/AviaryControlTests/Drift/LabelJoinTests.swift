import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

struct LabelJoinTests {
    private static func id(_ number: Int) -> PredictionID {
        PredictionID(high: UInt64(1_700_000_000_000 + number) << 16 | 0x7000, low: UInt64(number))
    }

    @Test func `a label and its prediction are joined once, whichever comes first`() {
        var join = LabelJoin()
        let (first, second) = (Self.id(1), Self.id(2))
        #expect(join.add(label: "1", for: first) == .waiting)
        let joined = JoinedLabel(first, at: first.at, error: 0, isNumber: false)
        #expect(join.add(.category(["1"]), at: first.at, for: first) == .joined(joined))
        #expect(join.add(.category(["1"]), at: first.at, for: first) == .duplicate)
        #expect(join.add(label: "1", for: first) == .duplicate)
        #expect(join.add(label: "2", for: first) == .conflicting(first: "1"))
        #expect(join.add(.number(3), at: second.at, for: second) == .waiting)
        let wrong = JoinedLabel(second, at: second.at, error: 1.5, isNumber: true)
        #expect(join.add(label: "4.5", for: second) == .joined(wrong))
        let counts = join.counts
        #expect((counts.joined, counts.duplicates, counts.conflicting, counts.repeatedAnswers) == (2, 1, 1, 1))
        #expect((counts.unknown, counts.labels) == (0, 4))
    }

    @Test func `what cannot be compared is counted apart`() {
        var join = LabelJoin()
        #expect(join.add(nil, at: Self.id(1).at, for: Self.id(1)) == .waiting)
        #expect(join.add(label: "a", for: Self.id(1)) == .unusableAnswer)
        #expect(join.add(.number(1), at: Self.id(2).at, for: Self.id(2)) == .waiting)
        #expect(join.add(label: "high", for: Self.id(2)) == .unusableLabel)
        let long = String(repeating: "x", count: LabelJoin.longestLabel + 1)
        #expect(join.add(label: long, for: Self.id(3)) == .unusableLabel)
        let counts = join.counts
        #expect((counts.joined, counts.unusableAnswers, counts.unusableLabels, counts.labels) == (0, 1, 2, 3))
    }

    @Test func `memory is bounded, and what was forgotten is told`() {
        var join = LabelJoin(labels: 10, answers: 10)
        for number in 0..<25 { _ = join.add(label: "1", for: Self.id(number)) }
        #expect(join.counts.forgotten == 15 && join.counts.unknown == 25)
        for number in 0..<25 { _ = join.add(.category(["1"]), at: Self.id(number).at, for: Self.id(number)) }
        #expect(join.counts.joined == 10 && join.counts.unknown == 15)
        // The last ten of the first fifteen predictions still wait.
        for number in 0..<15 { _ = join.add(label: "1", for: Self.id(number)) }
        #expect(join.counts.joined == 20)
    }

    private enum Event {
        case answer(Int)
        case label(Int, String)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `in any order and however often, each prediction counts once and no label is lost`(seed: UInt64) {
        var random = Seeded(seed: seed)
        var events: [Event] = []
        for number in 0..<200 {
            for _ in 0..<Int.random(in: 0...2, using: &random) { events.append(.answer(number)) }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                events.append(.label(number, "\(Int.random(in: 0...1, using: &random))"))
            }
        }
        events.shuffle(using: &random)
        var join = LabelJoin(labels: 400, answers: 400)
        var (answers, labels, came): (Set<Int>, [Int: String], Int) = ([], [:], 0)
        var errors: [PredictionID: Double] = [:]
        for event in events {
            let outcome: LabelJoin.Outcome
            switch event {
            case .answer(let number):
                answers.insert(number)
                outcome = join.add(.category(["1"]), at: Self.id(number).at, for: Self.id(number))
            case .label(let number, let text):
                came += 1
                if labels[number] == nil { labels[number] = text }
                outcome = join.add(label: text, for: Self.id(number))
            }
            guard case .joined(let joined) = outcome else { continue }
            #expect(errors.updateValue(joined.error, forKey: joined.id) == nil)
        }
        let expected = labels.filter { answers.contains($0.key) }.map { (Self.id($0.key), $0.value == "1" ? 0.0 : 1.0) }
        #expect(errors == Dictionary(uniqueKeysWithValues: expected))
        #expect(join.counts.labels == came)
        #expect(join.counts.unknown == labels.count - expected.count)
        #expect(join.counts.duplicates + join.counts.conflicting == came - labels.count)
    }
}
