import AviaryCore
import AviaryMedia
import AviaryTesting
import Testing

/// How WAV files are read.
struct WaveFileTests {
    private static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        Array(name.utf8) + Self.little(bytes.count, 4) + bytes + (bytes.count % 2 == 1 ? [0] : [])
    }

    private static func wave(
        code: Int = 1,
        channels: Int = 1,
        rate: Int = 8000,
        bits: Int = 16,
        extra: [UInt8] = [],
        _ samples: [UInt8]
    ) -> [UInt8] {
        let format =
            Self.little(code, 2) + Self.little(channels, 2) + Self.little(rate, 4)
            + Self.little(rate * channels * bits / 8, 4) + Self.little(channels * bits / 8, 2) + Self.little(bits, 2)
        let body = Self.chunk("fmt ", format + extra) + Self.chunk("LIST", [1, 2, 3]) + Self.chunk("data", samples)
        return Array("RIFF".utf8) + Self.little(body.count + 4, 4) + Array("WAVE".utf8) + body
    }

    private static func read(_ file: [UInt8]) throws -> Recording { try Recording(wave: file.span.bytes) }

    @Test func `all widths are read`() throws {
        #expect(try Self.read(Self.wave(bits: 8, [0, 128, 192])).channels == [[-1, 0, 0.5]])
        #expect(try Self.read(Self.wave(Self.little(-32_768, 2) + Self.little(16_384, 2))).channels == [[-1, 0.5]])
        #expect(try Self.read(Self.wave(bits: 24, Self.little(-0x40_0000, 3))).channels == [[-0.5]])
        #expect(try Self.read(Self.wave(bits: 32, Self.little(0x4000_0000, 4))).channels == [[0.5]])
        let single = Self.little(Int(Float(0.25).bitPattern), 4)
        #expect(try Self.read(Self.wave(code: 3, bits: 32, single)).channels == [[0.25]])
        let double = (0..<8).map { UInt8(truncatingIfNeeded: (0.125).bitPattern >> (8 * UInt64($0))) }
        #expect(try Self.read(Self.wave(code: 3, bits: 64, double)).channels == [[0.125]])
        let extra = Self.little(22, 2) + Self.little(16, 2) + Self.little(4, 4) + Self.little(1, 2)
        #expect(try Self.read(Self.wave(code: 0xFFFE, extra: extra, Self.little(16_384, 2))).channels == [[0.5]])
    }

    @Test func `channels are taken apart, and a frame that is cut off is left out`() throws {
        let samples = [0, 16_384, -16_384, 0, 1].flatMap { Self.little($0, 2) }
        let recording = try Self.read(Self.wave(channels: 2, rate: 44_100, samples))
        #expect(recording.channels == [[0, -0.5], [0.5, 0]] && recording.rate == 44_100)
        let whole = Self.wave(Self.little(16_384, 2) + Self.little(8192, 2))
        #expect(try Self.read(Array(whole.dropLast(1))).channels == [[0.5]])
    }

    @Test func `other files are refused with a reason`() {
        func code(_ file: [UInt8]) -> AviaryError.Code? {
            do throws(AviaryError) {
                _ = try Recording(wave: file.span.bytes)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code([]) == .unsupportedMedia && code(Array("OggS".utf8)) == .unsupportedMedia)
        #expect(
            code(Self.wave(code: 2, [0])) == .unsupportedMedia && code(Self.wave(bits: 12, [0])) == .unsupportedMedia
        )
        #expect(
            code(Self.wave(channels: 0, [0])) == .invalidArgument && code(Self.wave(rate: 0, [0])) == .invalidArgument
        )
        #expect(code(Self.wave(channels: 60_000, [0])) == .invalidArgument)
        #expect(code(Array(Self.wave([]).prefix(30))) == .invalidArgument)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `no bytes break the reader`(seed: UInt64) {
        var random = Seeded(seed: seed)
        var file = Self.wave(channels: 2, (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) })
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            file[Int.random(in: 0..<file.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let cut = Array(file.prefix(Int.random(in: 0...file.count, using: &random)))
        if let recording = try? Self.read(cut) { _ = SoundMeasures(recording) }
    }
}
