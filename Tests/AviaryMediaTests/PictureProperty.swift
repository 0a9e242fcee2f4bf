import AviaryCore
import AviaryMedia
import AviaryTesting

/// What holds for the entry of pictures.
enum PictureProperty: String, CaseIterable, InputProperty {
    /// A file of any format: it is a picture within the limits that can be fitted, drawn on and written, or refused as
    /// something that the client can repair.
    case picture

    private static let limits = PictureLimits(maximumPixels: 1 << 14)

    func violation(by bytes: [UInt8]) -> String? {
        do throws(AviaryError) {
            var picture = try Picture(decoding: bytes.span.bytes, limits: Self.limits)
            guard picture.pixels.count == picture.width * picture.height,
                picture.pixels.count <= Self.limits.maximumPixels
            else { return "\(picture.width) x \(picture.height) with \(picture.pixels.count) pixels" }
            let input = PictureInput(
                width: 32,
                height: 24,
                layout: .planar,
                dataType: .float32,
                padding: 128,
                DetectionConfiguration()
            )
            let (tensor, _) = input.tensor(of: picture)
            guard tensor.values(as: Float.self).allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
                return "a value is not between 0 and 1"
            }
            try picture.draw([Detection(label: "a", confidence: 1, box: Box(left: -5, top: 2, right: 9, bottom: 1e9))])
            let written = try JPEG.encode(picture, quality: 80)
            let again = try Picture(decoding: written.span.bytes, limits: Self.limits)
            guard (again.width, again.height) == (picture.width, picture.height) else {
                return "written in another size"
            }
            return nil
        } catch {
            switch error.code {
            case .invalidArgument, .tooLarge, .unsupportedMedia: return nil
            default: return "refused as \(error.code): \(error)"
            }
        }
    }
}
