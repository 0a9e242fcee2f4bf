package import AviaryCore

extension Recording {
    /// The most channels of a file.
    private static let maximumChannels = 16
    /// The rates that are taken, in Hz.
    private static let rates = 1000...384_000

    /// Reads a WAV file: PCM of 8, 16, 24 or 32 bits, or floating-point numbers of 32 or 64.
    ///
    /// A file that was cut off has what is there: streams write lengths that they do not keep.
    ///
    /// - Parameter file: the whole file (Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0",
    ///   1991; `WAVE_FORMAT_EXTENSIBLE` too).
    /// - Throws: `AviaryError` with code `unsupportedMedia` for other formats, `invalidArgument` for a broken file.
    package init(wave file: RawSpan) throws(AviaryError) {
        guard file.begins(with: Array("RIFF".utf8)), file.begins(with: Array("WAVE".utf8), at: 8) else {
            throw AviaryError(.unsupportedMedia, "expected a WAV file, got something else", remedy: "convert it to WAV")
        }
        var offset = 12
        var format: WaveFormat?
        while file.byteCount - offset >= 8 {
            let length = Int(UInt32(littleEndian: file.load(at: offset + 4)))
            let start = offset + 8
            let end = min(start + length, file.byteCount)
            if file.begins(with: Array("fmt ".utf8), at: offset) {
                format = try WaveFormat(file.extracting(start..<end))
            } else if file.begins(with: Array("data".utf8), at: offset) {
                guard let format else { throw AviaryError.broken("WAV file", "its samples come before their format") }
                guard format.channels <= Self.maximumChannels, Self.rates.contains(format.rate) else {
                    throw AviaryError.broken("WAV file", "\(format.channels) channels at \(format.rate) Hz")
                }
                let samples = file.extracting(start..<end)
                self.init(channels: format.channels(samples), rate: Double(format.rate))
                return
            }
            // Chunks begin at even places.
            offset = start + length + length % 2
        }
        throw AviaryError.broken("WAV file", "it has no samples")
    }
}

/// How the samples of a WAV file are written.
private struct WaveFormat {
    let channels: Int
    let rate: Int
    private let code: Code

    private enum Code {
        case uint8, int16, int24, int32, float32, float64

        var byteCount: Int {
            switch self {
            case .uint8: 1
            case .int16: 2
            case .int24: 3
            case .int32, .float32: 4
            case .float64: 8
            }
        }
    }

    init(_ chunk: RawSpan) throws(AviaryError) {
        guard chunk.byteCount >= 16 else { throw AviaryError.broken("WAV file", "its format is cut off") }
        func number(_ offset: Int) -> UInt16 { UInt16(littleEndian: chunk.load(at: offset)) }
        // An extensible format has its code in the first bytes of a GUID.
        let code = number(0) == 0xFFFE && chunk.byteCount >= 26 ? number(24) : number(0)
        self.channels = Int(number(2))
        self.rate = Int(UInt32(littleEndian: chunk.load(at: 4)))
        switch (code, number(14)) {
        case (1, 8): self.code = .uint8
        case (1, 16): self.code = .int16
        case (1, 24): self.code = .int24
        case (1, 32): self.code = .int32
        case (3, 32): self.code = .float32
        case (3, 64): self.code = .float64
        default:
            throw AviaryError(
                .unsupportedMedia,
                "expected a WAV file of PCM or floating-point numbers, got code \(code) of \(number(14)) bits",
                remedy: "convert it to 16 bits of PCM"
            )
        }
        guard self.channels > 0 else { throw AviaryError.broken("WAV file", "it has no channels") }
    }

    /// Takes the channels apart; a frame that is cut off is left out.
    func channels(_ bytes: RawSpan) -> [[Float]] {
        let size = self.code.byteCount
        let frames = bytes.byteCount / (size * self.channels)
        return (0..<self.channels).map { channel in
            (0..<frames).map { self.sample(at: ($0 * self.channels + channel) * size, in: bytes) }
        }
    }

    private func sample(at offset: Int, in bytes: RawSpan) -> Float {
        switch self.code {
        case .uint8: return (Float(bytes.load(at: offset, as: UInt8.self)) - 128) / 128
        case .int16: return Float(Int16(littleEndian: bytes.load(at: offset))) / 0x1p15
        case .int24:
            let low = UInt32(bytes.load(at: offset, as: UInt8.self))
            let middle = UInt32(bytes.load(at: offset + 1, as: UInt8.self))
            let high = UInt32(bytes.load(at: offset + 2, as: UInt8.self))
            return Float(Int32(bitPattern: low << 8 | middle << 16 | high << 24)) / 0x1p31
        case .int32: return Float(Int32(littleEndian: bytes.load(at: offset))) / 0x1p31
        case .float32: return bytes.load(at: offset, as: Float.self)
        case .float64: return Float(bytes.load(at: offset, as: Double.self))
        }
    }
}
