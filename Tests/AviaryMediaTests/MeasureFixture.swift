import AviaryMedia
import AviaryTesting
import Foundation

/// What numpy, Pillow and pyloudnorm say, as Fixtures/measures.py made it.
struct MeasureFixture: Decodable {
    /// A sum of tones.
    struct Sound: Decodable {
        let rate: Double
        let seconds: Double
        /// Frequency, amplitude, first and last second of each.
        let parts: [[Double]]
        let rms: Double
        /// With the filters of the recommendation, at any rate.
        let lufs: Double?
        /// With pyloudnorm's own, which are near.
        let lufsOfOtherFilters: Double?

        var samples: [Float] {
            (0..<Int(self.rate * self.seconds)).map { index in
                let time = Double(index) / self.rate
                return Float(
                    self.parts.reduce(0.0) { sum, part in
                        let isOn = time >= part[2] && time < part[3]
                        return sum + (isOn ? part[1] * sin(2 * Double.pi * part[0] * time) : 0)
                    }
                )
            }
        }
    }

    /// Red, green and blue by place.
    struct Image: Decodable {
        let width: Int
        let height: Int
        let factors: [[Int]]
        let brightness: Double
        let contrast: Double
        let sharpness: Double

        var picture: Picture {
            var pixels: [UInt32] = []
            for y in 0..<self.height {
                for x in 0..<self.width {
                    let channels = self.factors.map { UInt32(($0[0] * x + $0[1] * y + $0[2] * x * y) % 256) }
                    pixels.append(channels[0] << 16 | channels[1] << 8 | channels[2])
                }
            }
            return Picture(width: self.width, height: self.height, pixels: pixels)
        }
    }

    let sounds: [String: Sound]
    let pictures: [Image]

    static let said: MeasureFixture = {
        let file = Checkout.root.appending(path: "Tests/AviaryMediaTests/Fixtures/measures.json")
        do {
            return try JSONDecoder().decode(MeasureFixture.self, from: Data(contentsOf: file))
        } catch {
            fatalError("Fixtures/measures.json cannot be read: \(error)")
        }
    }()
}
