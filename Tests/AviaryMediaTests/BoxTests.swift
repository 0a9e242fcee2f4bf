import AviaryCore
import AviaryMedia
import AviaryTesting
import Testing

struct BoxTests {
    private static func box(_ random: inout Seeded) -> Box {
        let (left, top) = (Float.random(in: 0..<80, using: &random), Float.random(in: 0..<80, using: &random))
        return Box(
            left: left,
            top: top,
            right: left + .random(in: 0..<40, using: &random),
            bottom: top + .random(in: 0..<40, using: &random)
        )
    }

    @Test func `the overlap of two boxes is a share, the same both ways, and 1 only with itself`() {
        var random = Seeded(seed: 3)
        for _ in 0..<2000 {
            let (one, other) = (Self.box(&random), Self.box(&random))
            let overlap = one.intersectionOverUnion(with: other)
            #expect((0...1).contains(overlap))
            #expect(overlap == other.intersectionOverUnion(with: one))
            if one.area > 0 { #expect(abs(one.intersectionOverUnion(with: one) - 1) < 1e-5) }
        }
    }

    @Test func `what is kept does not say twice the same thing, and what is left out was said by a surer one`() {
        var random = Seeded(seed: 4)
        for _ in 0..<50 {
            let candidates = (0..<60).map { _ in
                Candidate(
                    category: Int.random(in: 0..<3, using: &random),
                    confidence: .random(in: 0..<1, using: &random),
                    box: Self.box(&random)
                )
            }
            let kept = NonMaximumSuppression.keep(candidates, overlap: 0.4)
            #expect(kept.map(\.confidence) == kept.map(\.confidence).sorted(by: >))
            for (index, one) in kept.enumerated() {
                for other in kept[..<index] where other.category == one.category {
                    #expect(one.box.intersectionOverUnion(with: other.box) <= 0.4)
                }
            }
            for candidate in candidates where !kept.contains(candidate) {
                #expect(
                    kept.contains {
                        $0.category == candidate.category && $0.confidence >= candidate.confidence
                            && $0.box.intersectionOverUnion(with: candidate.box) > 0.4
                    }
                )
            }
        }
    }

    @Test func `a box on the input lies at the same place on the picture`() {
        let picture = Picture(width: 640, height: 320, pixels: Array(repeating: 0, count: 640 * 320))
        let input = PictureInput(
            width: 416,
            height: 416,
            layout: .planar,
            dataType: .float32,
            padding: 128,
            DetectionConfiguration()
        )
        let placement = Placement(of: picture, in: input)
        #expect(placement.width == 416 && placement.height == 208 && placement.top == 104 && placement.left == 0)
        let box = placement.box(onPicture: Box(left: 0, top: 104, right: 208, bottom: 500))
        #expect(box == Box(left: 0, top: 0, right: 320, bottom: 320))
    }
}
