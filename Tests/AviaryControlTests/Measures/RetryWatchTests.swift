import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

/// A watch that expectations can ask.
private final class Watched {
    private var watch: RetryWatch
    var count: Int { self.watch.count }

    init(capacity: Int = 100, time: Duration) { self.watch = RetryWatch(capacity: capacity, time: time) }

    func isRetry(from origin: UInt64, asked: InputFingerprint, at seconds: Double) -> Bool {
        self.watch.isRetry(from: origin, asked: asked, at: Timestamp(milliseconds: Int64(seconds * 1000)))
    }
}

/// Who asks again.
struct RetryWatchTests {
    private static func text(_ text: String) throws -> InputFingerprint {
        InputFingerprint([NamedTensor(name: "q", tensor: try Tensor(strings: [text]))])
    }

    private static func numbers(_ numbers: [Float]) throws -> InputFingerprint {
        InputFingerprint([NamedTensor(name: "x", tensor: try Tensor(numbers))])
    }

    private static func picture(_ pixels: [UInt8], side: Int) throws -> InputFingerprint {
        let tensor = try Tensor(pixels, shape: Shape([1, side, side, 3]))
        return InputFingerprint([NamedTensor(name: "i", tensor: tensor)], content: ["i": .image])
    }

    @Test func `the same question of the same origin within the time is a retry`() throws {
        let watch = Watched(time: .seconds(60))
        let asked = try Self.text("where is my parcel")
        #expect(!watch.isRetry(from: 1, asked: asked, at: 0))
        #expect(watch.isRetry(from: 1, asked: asked, at: 30))
        #expect(!watch.isRetry(from: 2, asked: asked, at: 31))
        #expect(!watch.isRetry(from: 1, asked: try Self.text("what is the weather in Rome"), at: 32))
        // Another question in between does not hide the first.
        #expect(watch.isRetry(from: 1, asked: asked, at: 90))
        #expect(!watch.isRetry(from: 1, asked: asked, at: 151))
        // A clock that was set back.
        #expect(watch.isRetry(from: 1, asked: asked, at: 140))
    }

    @Test func `a question in nearly the same words is a retry`() throws {
        let asked = try Self.text("Please tell me when my parcel from the shop in Berlin will arrive at my house.")
        let again = try Self.text("please tell me when my parcel from the shop in Berlin will  arrive at my house")
        let other = try Self.text("How do I send back the shoes that I ordered from you last week, and who pays?")
        #expect(asked.isNear(again) && again.isNear(asked) && !asked.isNear(other))
        #expect(try !Self.text("yes").isNear(Self.text("no")))
        #expect(try Self.text("").isNear(Self.text("")))
    }

    @Test func `numbers that differ by one part of a hundred are near`() throws {
        let asked = try Self.numbers([1, 200, -3, 0])
        #expect(try asked.isNear(Self.numbers([1.005, 199, -3, 0])))
        #expect(try !asked.isNear(Self.numbers([1.02, 200, -3, 0])))
        #expect(try !asked.isNear(Self.numbers([1, 200, 3, 0])))
        #expect(try !asked.isNear(Self.numbers([1, 200, -3])))
        #expect(
            try Self.numbers([.nan]).isNear(Self.numbers([.nan])) && !Self.numbers([.nan]).isNear(Self.numbers([1]))
        )
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `many numbers and pictures with a little noise are near, others not`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let vector = (0..<384).map { _ in Float.random(in: -1...1, using: &random) }
        let noisy = vector.map { $0 + Float.random(in: -0.02...0.02, using: &random) }
        let other = (0..<384).map { _ in Float.random(in: -1...1, using: &random) }
        #expect(
            try Self.numbers(vector).isNear(Self.numbers(noisy)) && !Self.numbers(vector).isNear(Self.numbers(other))
        )
        let side = 64
        func picture(_ a: Int, _ b: Int) -> [UInt8] {
            (0..<side * side).flatMap { index -> [UInt8] in
                let (x, y) = (index % side, index / side)
                let level = UInt8(((x * a / 16 + y * b / 16) % 2) * 200)
                return [level, level, level]
            }
        }
        let pixels = picture(2, 1)
        let grain = pixels.map { UInt8(clamping: Int($0) + Int.random(in: -8...8, using: &random)) }
        #expect(try Self.picture(pixels, side: side).isNear(Self.picture(grain, side: side)))
        #expect(try !Self.picture(pixels, side: side).isNear(Self.picture(picture(1, 2), side: side)))
    }

    @Test func `categories are the same or not`() throws {
        func asked(_ land: String, _ amount: Float) throws -> InputFingerprint {
            let inputs = [
                NamedTensor(name: "land", tensor: try Tensor(strings: [land])),
                NamedTensor(name: "amount", tensor: try Tensor([amount])),
            ]
            return InputFingerprint(inputs, content: ["land": .category])
        }
        #expect(try asked("de", 5).isNear(asked("de", 5.01)) && !asked("de", 5).isNear(asked("dk", 5)))
    }

    @Test func `the order of the inputs says nothing`() throws {
        let inputs = [
            NamedTensor(name: "a", tensor: try Tensor([Float(1)])),
            NamedTensor(name: "b", tensor: try Tensor([Float(2)])),
        ]
        #expect(InputFingerprint(inputs) == InputFingerprint(inputs.reversed()))
    }

    @Test func `of random texts and vectors hardly any two are near`() throws {
        var random = Seeded(seed: 7)
        let words = (0..<500).map { _ in
            String(
                (0..<Int.random(in: 3...8, using: &random)).map { _ in "abcdefghijklmnop".randomElement(using: &random)!
                }
            )
        }
        let texts = try (0..<300).map { _ in
            try Self.text((0..<12).map { _ in words.randomElement(using: &random)! }.joined(separator: " "))
        }
        let vectors = try (0..<300).map { _ in
            try Self.numbers((0..<64).map { _ in Float.random(in: -1...1, using: &random) })
        }
        for set in [texts, vectors] {
            var near = 0
            for (index, one) in set.enumerated() { near += set[..<index].count { $0.isNear(one) } }
            #expect(near == 0)
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `memory is bounded, and who asked longest ago is forgotten`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let capacity = Int.random(in: 1...8, using: &random)
        let watch = Watched(capacity: capacity, time: .seconds(1_000_000))
        let asked = try Self.numbers([1])
        // The same, by a list.
        var known: [UInt64] = []
        for step in 0..<500 {
            let origin = UInt64.random(in: 0..<12, using: &random)
            let isKnown = known.contains(origin)
            #expect(watch.isRetry(from: origin, asked: asked, at: Double(step)) == isKnown)
            known.removeAll { $0 == origin }
            known.append(origin)
            if known.count > capacity { known.removeFirst() }
            #expect(watch.count == known.count)
        }
    }
}
