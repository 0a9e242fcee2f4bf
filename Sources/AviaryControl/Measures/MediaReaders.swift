package import AviaryCore

/// How pictures, sounds and boxes are read: by libraries that decisions know nothing of.
///
/// A plan without readers measures tensors of pixels, and of files and sounds only what is missing.
package struct MediaReaders: Sendable {
    /// Measures a JPEG, PNG or WebP file; `nil` where it cannot be read.
    package var pictureFile: (@Sendable (_ file: RawSpan) -> PictureMeasures?)?
    /// Measures samples at a rate in Hz; `nil` where there are none, or one is not finite.
    package var sound: (@Sendable (_ samples: Span<Float>, _ rate: Double) -> SoundMeasures?)?
    /// Measures a WAV file; `nil` where it cannot be read.
    package var soundFile: (@Sendable (_ file: RawSpan) -> SoundMeasures?)?
    /// Reads what a detector has found on its picture; `nil` where that cannot be told, as of an answer that lacks an output.
    package var detections: (@Sendable (_ outputs: [NamedTensor]) -> [Detection]?)?

    /// No readers.
    package init() {}
}
