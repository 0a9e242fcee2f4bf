import AviaryCore
import AviaryMedia
import AviaryTesting
import Testing

/// What is measured of pictures.
struct PictureMeasureTests {
    private static func picture(_ seed: UInt64, _ width: Int, _ height: Int) -> Picture {
        var random = Seeded(seed: seed)
        let pixels = (0..<width * height).map { _ in UInt32.random(in: 0...0xFF_FFFF, using: &random) }
        return Picture(width: width, height: height, pixels: pixels)
    }

    @Test(arguments: MeasureFixture.said.pictures.indices)
    func `a picture looks as numpy and Pillow say`(index: Int) throws {
        let image = MeasureFixture.said.pictures[index]
        let measures = try #require(PictureMeasures(image.picture))
        #expect(abs(measures.brightness - image.brightness) < 1e-5)
        #expect(abs(measures.contrast - image.contrast) < 1e-5)
        #expect(abs(measures.sharpness - image.sharpness) < 1e-4 * max(1, image.sharpness))
        #expect((measures.width, measures.height) == (image.width, image.height))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a picture that is turned looks the same`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let (width, height) = (Int.random(in: 1...256, using: &random), Int.random(in: 1...256, using: &random))
        let upright = Self.picture(seed, width, height)
        var pixels: [UInt32] = []
        for x in 0..<width { for y in (0..<height).reversed() { pixels.append(upright.pixels[y * width + x]) } }
        let turned = try #require(PictureMeasures(Picture(width: height, height: width, pixels: pixels)))
        let measures = try #require(PictureMeasures(upright))
        #expect(abs(measures.brightness - turned.brightness) < 1e-6 && abs(measures.contrast - turned.contrast) < 1e-6)
        #expect(abs(measures.sharpness - turned.sharpness) < 1e-4)
        #expect(abs(measures.aspect * turned.aspect - 1) < 1e-12)
    }

    @Test func `grey is as bright as it is, without contrast`() throws {
        for level in [0, 51, 255] as [UInt32] {
            let pixels = [UInt32](repeating: level << 16 | level << 8 | level, count: 12)
            let measures = try #require(PictureMeasures(Picture(width: 4, height: 3, pixels: pixels)))
            #expect(abs(measures.brightness - Double(level) / 255) < 1e-6 && measures.contrast < 1e-6)
            #expect(measures.sharpness < 1e-9)
        }
    }

    @Test func `a blurred picture is less sharp, and as bright`() throws {
        let sharp = Self.picture(1, 600, 400)
        var pixels = sharp.pixels
        for y in 1..<399 {
            for x in 1..<599 {
                var sums = SIMD3<UInt32>()
                for (dx, dy) in [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)] {
                    let pixel = sharp.pixels[(y + dy) * 600 + x + dx]
                    sums &+= SIMD3(pixel >> 16 & 0xFF, pixel >> 8 & 0xFF, pixel & 0xFF)
                }
                pixels[y * 600 + x] = (sums.x / 5) << 16 | (sums.y / 5) << 8 | (sums.z / 5)
            }
        }
        let (one, other) = (
            try #require(PictureMeasures(sharp)),
            try #require(PictureMeasures(Picture(width: 600, height: 400, pixels: pixels)))
        )
        #expect(other.sharpness < one.sharpness / 2 && abs(one.brightness - other.brightness) < 0.01)
    }

    @Test func `a file is measured as its pixels are, and a broken one not at all`() throws {
        let picture = Self.picture(2, 64, 48)
        let file = try JPEG.encode(picture, quality: 95)
        let decoded = try Picture(decoding: file.span.bytes)
        #expect(PictureMeasures(decoding: file.span.bytes) == PictureMeasures(decoded))
        #expect(PictureMeasures(decoding: Array(file.prefix(100)).span.bytes) == nil)
        #expect(PictureMeasures(decoding: file.span.bytes, limits: PictureLimits(maximumPixels: 100)) == nil)
    }
}
