internal import AviaryCore

/// How a camera was held: the EXIF tag 0x0112 (CIPA DC-008, 4.6.4), which says what to do so that a picture is upright.
enum Orientation: UInt16, CaseIterable {
    case upright = 1
    case mirrored = 2
    case upsideDown = 3
    case mirroredUpsideDown = 4
    case mirroredQuarterLeft = 5
    case quarterRight = 6
    case mirroredQuarterRight = 7
    case quarterLeft = 8

    /// Reads the tag out of EXIF data.
    ///
    /// - Parameter exif: a TIFF structure; whatever is odd in it means an upright picture.
    init(exif: RawSpan) {
        self = Self.read(exif) ?? .upright
    }

    private static func read(_ exif: RawSpan) -> Orientation? {
        guard exif.byteCount >= 8 else { return nil }
        let isLittle: Bool
        if exif.begins(with: [0x49, 0x49, 42, 0]) {
            isLittle = true
        } else if exif.begins(with: [0x4D, 0x4D, 0, 42]) {
            isLittle = false
        } else {
            return nil
        }
        func number16(at offset: Int) -> UInt16 {
            let value: UInt16 = exif.load(at: offset)
            return isLittle ? UInt16(littleEndian: value) : UInt16(bigEndian: value)
        }
        let start: UInt32 = exif.load(at: 4)
        let directory = Int(isLittle ? UInt32(littleEndian: start) : UInt32(bigEndian: start))
        guard directory + 2 <= exif.byteCount else { return nil }
        for index in 0..<Int(number16(at: directory)) {
            let entry = directory + 2 + 12 * index
            guard entry + 12 <= exif.byteCount else { return nil }
            // Tag, type (3: 16 bits), count, value.
            guard number16(at: entry) == 0x0112 else { continue }
            return number16(at: entry + 2) == 3 ? Orientation(rawValue: number16(at: entry + 8)) : nil
        }
        return nil
    }

    /// Turns a picture so that it is upright.
    ///
    /// - Complexity: O(pixels), nothing for an upright one.
    func apply(to picture: Picture) -> Picture {
        let (width, height) = (picture.width, picture.height)
        let (right, bottom) = (width - 1, height - 1)
        return switch self {
        case .upright: picture
        case .mirrored: picture.rearranged(width, height) { x, y in (right - x, y) }
        case .upsideDown: picture.rearranged(width, height) { x, y in (right - x, bottom - y) }
        case .mirroredUpsideDown: picture.rearranged(width, height) { x, y in (x, bottom - y) }
        case .mirroredQuarterLeft: picture.rearranged(height, width) { x, y in (y, x) }
        case .quarterRight: picture.rearranged(height, width) { x, y in (y, bottom - x) }
        case .mirroredQuarterRight: picture.rearranged(height, width) { x, y in (right - y, bottom - x) }
        case .quarterLeft: picture.rearranged(height, width) { x, y in (right - y, x) }
        }
    }
}

extension Picture {
    /// Makes a picture of this one's pixels.
    ///
    /// - Parameters:
    ///   - width: the new width.
    ///   - height: the new height.
    ///   - source: where the pixel for a place comes from.
    /// - Returns: the new picture.
    @inline(__always)
    fileprivate func rearranged(_ width: Int, _ height: Int, _ source: (Int, Int) -> (Int, Int)) -> Picture {
        var pixels: [UInt32] = []
        pixels.reserveCapacity(width * height)
        for y in 0..<height {
            for x in 0..<width {
                let (fromX, fromY) = source(x, y)
                pixels.append(self.pixels[fromY * self.width + fromX])
            }
        }
        return Picture(width: width, height: height, pixels: pixels)
    }
}
