internal import AviaryCore

/// What a JPEG file says about itself before its picture begins: ITU-T T.81, annex B.
struct JPEGMarkers {
    /// How the camera was held.
    private(set) var orientation = Orientation.upright
    /// Whether one of Adobe's programs wrote it, which store inks inverted.
    private(set) var isAdobe = false
    /// Whether the mark that ends a picture stands after its beginning: a file without one is cut off.
    private(set) var hasEnd = false

    /// Reads the segments up to the start of the picture.
    ///
    /// What is odd ends the reading: the decoder says what is wrong with the file.
    ///
    /// - Parameter file: the whole file.
    init(_ file: RawSpan) {
        var offset = 2
        while offset + 4 <= file.byteCount, file.load(at: offset, as: UInt8.self) == 0xFF {
            let marker = file.load(at: offset + 1, as: UInt8.self)
            if marker == 0xFF {
                // A byte of filling.
                offset += 1
                continue
            }
            let length = Int(UInt16(bigEndian: file.load(at: offset + 2)))
            let end = offset + 2 + length
            guard length >= 2, end <= file.byteCount else { return }
            guard marker != Self.startOfScan else {
                self.hasEnd = Self.findsEnd(in: file.extracting(end..<file.byteCount))
                return
            }
            let segment = file.extracting((offset + 4)..<end)
            switch marker {
            case Self.exif where segment.begins(with: Array("Exif\0\0".utf8)):
                self.orientation = Orientation(exif: segment.extracting(6..<segment.byteCount))
            case Self.adobe where segment.begins(with: Array("Adobe".utf8)):
                self.isAdobe = true
            default:
                break
            }
            offset = end
        }
    }

    /// Looks for the mark from behind, where it is: the data of a picture cannot contain it.
    private static func findsEnd(in data: RawSpan) -> Bool {
        var offset = data.byteCount - 2
        while offset >= 0 {
            if data.load(at: offset, as: UInt8.self) == 0xFF, data.load(at: offset + 1, as: UInt8.self) == 0xD9 {
                return true
            }
            offset -= 1
        }
        return false
    }

    private static let startOfScan: UInt8 = 0xDA
    private static let exif: UInt8 = 0xE1
    private static let adobe: UInt8 = 0xEE
}
