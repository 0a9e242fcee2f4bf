import AviaryCore
import AviaryMedia
import AviaryTesting
import Foundation
import Testing

struct DecodingTests {
    private static let folder = Checkout.root.appending(path: "Tests/AviaryMediaTests/Fixtures")

    private static func file(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
    }

    private static func refusal(_ file: [UInt8], _ limits: PictureLimits = PictureLimits()) -> AviaryError? {
        do throws(AviaryError) {
            _ = try Picture(decoding: file.span.bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    /// Which pictures there are, and how far lossy decoders may lie apart.
    private static let pictures: [(name: String, tolerance: Int)] =
        (1...8).flatMap { [("orientation-\($0).jpg", 1), ("orientation-\($0).png", 0), ("orientation-\($0).webp", 0)] }
        + [
            ("plain.jpg", 1), ("progressive.jpg", 1), ("gray.jpg", 1), ("cmyk.jpg", 2), ("sixteen.png", 0),
            ("palette.png", 0), ("alpha.png", 0), ("alpha.webp", 0), ("lossy.webp", 1),
        ]

    @Test(arguments: Self.pictures.map(\.name))
    func `a picture becomes what another reader makes of it, upright and on white`(name: String) throws {
        let tolerance = try #require(Self.pictures.first { $0.name == name }).tolerance
        let file = try Self.file(name)
        let picture = try Picture(decoding: file.span.bytes)
        let expected = try Self.file("\(name).rgb")
        #expect(picture.width * picture.height * 3 == expected.count)
        let isTurned = name.contains { "5678".contains($0) } && name.hasPrefix("orientation")
        #expect(picture.width == (isTurned ? 16 : 24))
        for (index, pixel) in picture.pixels.enumerated() {
            for (channel, shift) in [16, 8, 0].enumerated() {
                let difference = Int(pixel >> UInt32(shift) & 0xFF) - Int(expected[index * 3 + channel])
                if abs(difference) > tolerance { Issue.record("pixel \(index) of \(name) is \(difference) off") }
            }
        }
    }

    @Test(arguments: ["plain.jpg", "progressive.jpg", "palette.png", "lossy.webp"])
    func `a picture that is cut off anywhere is refused`(name: String) throws {
        let file = try Self.file(name)
        // What follows the pixels may be missing: JPEG's and PNG's end marks.
        for count in 0..<(file.count - 16) {
            #expect(Self.refusal(Array(file[..<count])) != nil, "\(count) of \(file.count) bytes")
        }
    }

    @Test(arguments: ["animated.png", "animated.webp"])
    func `an animation is refused as one`(name: String) throws {
        let error = try #require(Self.refusal(Self.file(name)))
        #expect(error.code == .invalidArgument && error.message.contains("animated"))
    }

    @Test func `another format is named by its content`() throws {
        let error = try #require(Self.refusal(Self.file("animated.gif")))
        #expect(error.code == .unsupportedMedia && error.message.contains("got a GIF"))
        #expect(Self.refusal(Array("hello".utf8))?.code == .unsupportedMedia)
        #expect(Self.refusal([])?.message == "the file is empty")
    }

    @Test func `a header that promises too much is refused before anything is unpacked`() throws {
        var jpeg = try Self.file("plain.jpg")
        let frame = try #require((0..<jpeg.count - 8).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
        jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0x75, 0x30, 0x75, 0x30])
        let error = try #require(Self.refusal(jpeg))
        #expect(error.code == .tooLarge && error.message.contains("30000 x 30000"))
        for name in ["palette.png", "lossy.webp", "plain.jpg"] {
            #expect(Self.refusal(try Self.file(name), PictureLimits(maximumPixels: 383))?.code == .tooLarge)
            #expect(Self.refusal(try Self.file(name), PictureLimits(maximumPixels: 384)) == nil)
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a damaged file is refused or read, and harms nobody`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let names = [
            "plain.jpg", "progressive.jpg", "cmyk.jpg", "palette.png", "alpha.png", "alpha.webp", "lossy.webp",
        ]
        var file = try Self.file(names[Int.random(in: 0..<names.count, using: &random)])
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            file[Int.random(in: 4..<file.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        _ = Self.refusal(file, PictureLimits(maximumPixels: 1_000_000))
    }

    @Test func `what is drawn can be written and read again, and lies where the box is`() throws {
        var picture = Picture(width: 200, height: 120, pixels: Array(repeating: 0xFFFFFF, count: 24_000))
        let box = Box(left: 40, top: 50, right: 120, bottom: 100)
        try picture.draw([Detection(label: "cup", confidence: 0.9, box: box)])
        let file = try JPEG.encode(picture, quality: 95)
        let again = try Picture(decoding: file.span.bytes)
        #expect(again.width == 200 && again.height == 120)
        func isWhite(_ x: Int, _ y: Int) -> Bool { again.pixels[y * 200 + x] & 0xF0F0F0 == 0xF0F0F0 }
        #expect(!isWhite(40, 75) && !isWhite(120, 75) && !isWhite(80, 100) && !isWhite(80, 50))
        #expect(isWhite(80, 75) && isWhite(160, 75) && isWhite(20, 110))
    }
}
