package import AviaryCore
internal import CImages

extension Picture {
    /// Draws boxes with their labels and confidences onto the picture.
    ///
    /// - Parameter detections: what to draw; the surest comes to lie on top.
    /// - Throws: `AviaryError` when the drawing library has no memory.
    package mutating func draw(_ detections: [Detection]) throws(AviaryError) {
        guard !detections.isEmpty else { return }
        let (width, height, stride) = (Int32(self.width), Int32(self.height), Int32(self.stride))
        let status = unsafe self.withUnsafeMutableBytes { pixels in
            let surface = unsafe cairo_image_surface_create_for_data(
                pixels.bindMemory(to: UInt8.self).baseAddress,
                CAIRO_FORMAT_RGB24,
                width,
                height,
                stride
            )
            defer { unsafe cairo_surface_destroy(surface) }
            let context = unsafe cairo_create(surface)
            defer { unsafe cairo_destroy(context) }
            let pen = unsafe Pen(context, width: Double(width), height: Double(height))
            for detection in detections.reversed() { pen.draw(detection) }
            unsafe cairo_surface_flush(surface)
            return unsafe cairo_status(context)
        }
        guard status == CAIRO_STATUS_SUCCESS else {
            let reason = unsafe cairo_status_to_string(status).map { unsafe String(cString: $0) } ?? "unknown reason"
            throw AviaryError(.internalError, "the boxes cannot be drawn: \(reason)")
        }
    }
}

/// Draws on one picture, in sizes that fit it.
@safe
private struct Pen {
    private let context: OpaquePointer?
    private let width: Double
    private let height: Double
    private let line: Double
    private let textHeight: Double

    init(_ context: OpaquePointer?, width: Double, height: Double) {
        unsafe self.context = context
        self.width = width
        self.height = height
        let side = min(width, height)
        self.line = max(2, side / 200)
        self.textHeight = min(max(11, side / 30), 96)
        unsafe cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD)
        unsafe cairo_set_font_size(context, self.textHeight)
        unsafe cairo_set_line_width(context, self.line)
        unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }

    func draw(_ detection: Detection) {
        let colour = Colour(of: detection.label)
        let box = detection.box
        unsafe cairo_set_source_rgb(self.context, colour.red, colour.green, colour.blue)
        unsafe cairo_rectangle(
            self.context,
            Double(box.left),
            Double(box.top),
            Double(box.width),
            Double(box.height)
        )
        unsafe cairo_stroke(self.context)
        self.write(detection.caption, above: box, colour)
    }

    /// Writes on a ground of the box's colour, above the box where there is room, else inside it.
    private func write(_ text: String, above box: Box, _ colour: Colour) {
        var extents = cairo_text_extents_t()
        unsafe cairo_text_extents(self.context, text, &extents)
        let ground = (width: extents.x_advance + self.textHeight / 2, height: self.textHeight * 1.35)
        let left = min(max(0, Double(box.left) - self.line / 2), max(0, self.width - ground.width))
        let above = Double(box.top) - ground.height
        let top = above >= 0 ? above : min(Double(box.top), self.height - ground.height)
        unsafe cairo_rectangle(self.context, left, top, ground.width, ground.height)
        unsafe cairo_fill(self.context)
        let ink = colour.isBright ? 0.0 : 1.0
        unsafe cairo_set_source_rgb(self.context, ink, ink, ink)
        unsafe cairo_move_to(self.context, left + self.textHeight / 4, top + self.textHeight)
        unsafe cairo_show_text(self.context, text)
    }
}

extension Detection {
    /// Label and confidence in per cent, without anything that is no letter for a font.
    fileprivate var caption: String {
        let name = self.label.unicodeScalars.prefix(60).filter { $0.properties.generalCategory != .control }
        return "\(String(String.UnicodeScalarView(name))) \(Int((self.confidence * 100).rounded())) %"
    }
}
