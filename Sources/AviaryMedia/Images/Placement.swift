package import AviaryCore

/// Where a picture lies in a model's input, and so where the model's boxes lie on the picture.
package struct Placement: Sendable, Hashable {
    /// The picture's width in pixels.
    package let pictureWidth: Int
    /// The picture's height in pixels.
    package let pictureHeight: Int
    /// The first column of the input that shows the picture.
    package let left: Int
    /// The first row of the input that shows the picture.
    package let top: Int
    /// How many columns show it.
    package let width: Int
    /// How many rows show it.
    package let height: Int

    /// Shows a picture on the whole of an area.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - width: the area's width in pixels.
    ///   - height: the area's height in pixels.
    init(of picture: Picture, width: Int, height: Int) {
        (self.pictureWidth, self.pictureHeight) = (picture.width, picture.height)
        (self.left, self.top, self.width, self.height) = (0, 0, width, height)
    }

    /// Fits a picture into an input.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - input: the input.
    package init(of picture: Picture, in input: PictureInput) {
        self.pictureWidth = picture.width
        self.pictureHeight = picture.height
        switch input.resize {
        case .stretch:
            (self.left, self.top, self.width, self.height) = (0, 0, input.width, input.height)
        case .letterbox:
            let scale = min(Double(input.width) / Double(picture.width), Double(input.height) / Double(picture.height))
            self.width = min(input.width, max(1, Int((Double(picture.width) * scale).rounded())))
            self.height = min(input.height, max(1, Int((Double(picture.height) * scale).rounded())))
            self.left = (input.width - self.width) / 2
            self.top = (input.height - self.height) / 2
        }
    }

    /// Carries a box from the input to the picture.
    ///
    /// - Parameter box: a box in pixels of the input.
    /// - Returns: the box in pixels of the picture, without what lies beyond its edges.
    package func box(onPicture box: Box) -> Box {
        let scaleX = Float(self.pictureWidth) / Float(self.width)
        let scaleY = Float(self.pictureHeight) / Float(self.height)
        return self.clipped(
            Box(
                left: (box.left - Float(self.left)) * scaleX,
                top: (box.top - Float(self.top)) * scaleY,
                right: (box.right - Float(self.left)) * scaleX,
                bottom: (box.bottom - Float(self.top)) * scaleY
            )
        )
    }

    /// Cuts a box of the picture at the picture's edges.
    ///
    /// - Parameter box: a box in pixels of the picture.
    /// - Returns: what of it lies on the picture; edges that are no numbers become 0.
    package func clipped(_ box: Box) -> Box {
        func clip(_ edge: Float, _ limit: Int) -> Float { edge > 0 ? min(edge, Float(limit)) : 0 }
        return Box(
            left: clip(box.left, self.pictureWidth),
            top: clip(box.top, self.pictureHeight),
            right: clip(box.right, self.pictureWidth),
            bottom: clip(box.bottom, self.pictureHeight)
        )
    }
}
