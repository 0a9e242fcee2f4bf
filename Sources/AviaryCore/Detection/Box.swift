/// A rectangle on a picture, in pixels from its upper left corner; x grows to the right and y downwards.
public struct Box: Sendable, Hashable {
    /// The left edge.
    public var left: Float
    /// The upper edge.
    public var top: Float
    /// The right edge.
    public var right: Float
    /// The lower edge.
    public var bottom: Float

    /// Makes a box of its edges.
    ///
    /// - Parameters:
    ///   - left: the left edge.
    ///   - top: the upper edge.
    ///   - right: the right edge, not less than `left`.
    ///   - bottom: the lower edge, not less than `top`.
    public init(left: Float, top: Float, right: Float, bottom: Float) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    /// Makes a box of its middle and its size.
    ///
    /// - Parameters:
    ///   - centerX: the middle from the left.
    ///   - centerY: the middle from the top.
    ///   - width: the width.
    ///   - height: the height.
    public init(centerX: Float, centerY: Float, width: Float, height: Float) {
        self.init(
            left: centerX - width / 2,
            top: centerY - height / 2,
            right: centerX + width / 2,
            bottom: centerY + height / 2
        )
    }

    /// The width in pixels.
    public var width: Float { self.right - self.left }

    /// The height in pixels.
    public var height: Float { self.bottom - self.top }

    /// The area in square pixels; 0 for a box without extent.
    public var area: Float { max(0, self.width) * max(0, self.height) }

    /// How much two boxes are the same place: the area of what they share over the area of what they cover together.
    ///
    /// - Parameter other: another box on the same picture.
    /// - Returns: 0 for boxes apart, 1 for equal ones; 0 where neither has an area.
    public func intersectionOverUnion(with other: Box) -> Float {
        let width = min(self.right, other.right) - max(self.left, other.left)
        let height = min(self.bottom, other.bottom) - max(self.top, other.top)
        guard width > 0, height > 0 else { return 0 }
        let shared = width * height
        let together = self.area + other.area - shared
        return together > 0 ? shared / together : 0
    }
}
