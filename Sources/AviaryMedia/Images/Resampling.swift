extension Picture {
    /// Shows the picture at another size, pixel by pixel.
    ///
    /// A row is first interpolated between the two rows of the picture beside it, for all columns at once, and then
    /// between its columns: the first step runs over memory from end to end, which the processor does best.
    ///
    /// - Parameters:
    ///   - placement: which part of the target shows the picture.
    ///   - width: the target's width.
    ///   - height: the target's height.
    ///   - background: the red, green and blue of what shows nothing.
    ///   - write: receives each pixel's index in the target and its red, green and blue, 0...255.
    @unsafe
    @inline(__always)
    func resample(
        _ placement: Placement,
        _ width: Int,
        _ height: Int,
        _ background: SIMD4<Float>,
        write: (Int, SIMD4<Float>) -> Void
    ) {
        let columns = Interpolation.line(from: self.width, to: placement.width)
        let rows = Interpolation.line(from: self.height, to: placement.height)
        let rowBytes = self.stride
        unsafe withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: self.width) { row in
            unsafe self.withUnsafeBytes { bytes in
                for y in 0..<height {
                    let start = y * width
                    let line = y - placement.top
                    guard line >= 0, line < placement.height else {
                        for x in 0..<width { write(start + x, background) }
                        continue
                    }
                    let between = rows[line]
                    unsafe Self.blend(
                        UnsafeRawBufferPointer(rebasing: bytes[(Int(between.first) * rowBytes)...].prefix(rowBytes)),
                        UnsafeRawBufferPointer(rebasing: bytes[(Int(between.second) * rowBytes)...].prefix(rowBytes)),
                        between.weight,
                        into: row
                    )
                    for x in 0..<placement.left { write(start + x, background) }
                    for x in 0..<placement.width {
                        let column = columns[x]
                        let left = unsafe row[Int(column.first)]
                        let pixel = left + (unsafe row[Int(column.second)] - left) * column.weight
                        // In memory a pixel is blue, green, red.
                        write(start &+ placement.left &+ x, SIMD4(pixel.z, pixel.y, pixel.x, 0))
                    }
                    for x in (placement.left + placement.width)..<width { write(start + x, background) }
                }
            }
        }
    }

    /// Interpolates between two rows.
    private static func blend(
        _ upper: UnsafeRawBufferPointer,
        _ lower: UnsafeRawBufferPointer,
        _ weight: Float,
        into row: UnsafeMutableBufferPointer<SIMD4<Float>>
    ) {
        guard let upper = upper.baseAddress, let lower = lower.baseAddress,
            let target = UnsafeMutableRawPointer(row.baseAddress)
        else { return }
        let above = unsafe upper.assumingMemoryBound(to: UInt8.self)
        let below = unsafe lower.assumingMemoryBound(to: UInt8.self)
        let blended = unsafe target.assumingMemoryBound(to: Float.self)
        // No index is checked for overflow here, so that the compiler can take several steps at once.
        var index = 0
        let count = row.count &* 4
        while index < count {
            let value = Float(unsafe above[index])
            unsafe blended[index] = value + (Float(unsafe below[index]) - value) * weight
            index &+= 1
        }
    }
}

/// For a place of a line of another length: the two places between which it lies, and where between them.
private struct Interpolation {
    let first: Int32
    let second: Int32
    let weight: Float

    /// The interpolations for all places of a line.
    static func line(from length: Int, to target: Int) -> [Interpolation] {
        let scale = Double(length) / Double(target)
        return (0..<target).map { index in
            // Middles lie on middles; what would lie beyond the first or last one repeats it.
            let place = min(max((Double(index) + 0.5) * scale - 0.5, 0), Double(length - 1))
            let low = Int32(place)
            return Interpolation(
                first: low,
                second: min(low + 1, Int32(length - 1)),
                weight: Float(place - Double(low))
            )
        }
    }
}
