internal import AviaryCore

extension InputPlan {
    /// Measures pictures: pixels, or files.
    func measurePictures(
        _ tensor: Tensor,
        _ readers: MediaReaders,
        _ base: Int,
        _ tally: inout Tally,
        _ sink: (Int, MeasureValue) -> Void
    ) {
        var unread = 0
        var seen = 0
        func take(_ picture: PictureMeasures?) {
            seen += 1
            if let picture { self.report(picture, sink) } else { unread += 1 }
        }
        if let pixels {
            let rows = EvenChoice(of: self.rows(of: tensor).count, most: MeasurePlan.maximumMedia)
            for row in 0..<rows.count { take(pixels.measure(tensor, row: rows[row])) }
        } else if tensor.dataType == .bytes, let read = readers.pictureFile {
            self.forEachFile(tensor) { take($0.byteCount == 0 ? nil : read($0)) }
        } else {
            return
        }
        sink(base + 6, .share(unread, of: seen))
        tally.missing += unread
        tally.elements += seen
    }

    /// Says how a picture looks.
    func report(_ picture: PictureMeasures, _ sink: (Int, MeasureValue) -> Void) {
        guard let base = self.base else { return }
        sink(base, .number(Double(picture.width)))
        sink(base + 1, .number(Double(picture.height)))
        sink(base + 2, .number(picture.aspect))
        sink(base + 3, .number(picture.brightness))
        sink(base + 4, .number(picture.contrast))
        sink(base + 5, .number(picture.sharpness))
    }

    /// Measures sounds: samples at a known rate, or files.
    func measureSounds(
        _ tensor: Tensor,
        _ parameters: () -> Parameters,
        _ readers: MediaReaders,
        _ base: Int,
        _ tally: inout Tally,
        _ sink: (Int, MeasureValue) -> Void
    ) {
        var unread = 0
        var seen = 0
        func take(_ sound: SoundMeasures?) {
            seen += 1
            if let sound { Self.report(sound, base, sink) } else { unread += 1 }
        }
        if tensor.dataType == .bytes, let read = readers.soundFile {
            self.forEachFile(tensor) { take($0.byteCount == 0 ? nil : read($0)) }
        } else if tensor.dataType != .bytes, let read = readers.sound, let rate = self.rate(parameters()) {
            // A vector is one sound; more dimensions begin with the number of sounds.
            let count = tensor.shape.rank > 1 ? tensor.shape.dimensions[0] : 1
            let width = tensor.shape.elementCount / max(count, 1)
            let rows = EvenChoice(of: count, most: MeasurePlan.maximumMedia)
            for row in 0..<rows.count {
                let start = rows[row] * width
                take(read(tensor.samples(start..<start + width).span, rate))
            }
        } else {
            return
        }
        sink(base + 7, .share(unread, of: seen))
        tally.missing += unread
        tally.elements += seen
    }

    private static func report(_ sound: SoundMeasures, _ base: Int, _ sink: (Int, MeasureValue) -> Void) {
        sink(base, .number(sound.duration))
        sink(base + 1, sound.loudness.map { .number($0) } ?? .missing)
        sink(base + 2, sound.loudnessUnits.map { .number($0) } ?? .missing)
        sink(base + 3, .number(sound.leadingSilence))
        sink(base + 4, .number(sound.trailingSilence))
        sink(base + 5, .share(sound.clipped, of: sound.samples))
        sink(base + 6, sound.pitch.map { .number($0) } ?? .missing)
    }

    /// The request's parameter `sample_rate`, or else what the configuration says, in Hz.
    private func rate(_ parameters: Parameters) -> Double? {
        let given: Double? =
            switch parameters["sample_rate"] {
            case .int64(let rate): Double(rate)
            case .uint64(let rate): Double(rate)
            case .double(let rate): rate
            case .string(let text): Double(text)
            case .bool, nil: nil
            }
        return given ?? self.sampleRate.map(Double.init)
    }

    private func forEachFile(_ tensor: Tensor, _ body: (RawSpan) -> Void) {
        var elements = StringElements()
        let bytes = tensor.bytes
        let files = EvenChoice(of: tensor.shape.elementCount, most: MeasurePlan.maximumMedia)
        var chosen = 0
        var index = 0
        while chosen < files.count, let range = try? elements.next(in: bytes) {
            if index == files[chosen] {
                body(bytes.extracting(range))
                chosen += 1
            }
            index += 1
        }
    }
}

extension Tensor {
    /// Some elements as samples of -1...1: whole numbers are PCM of their width.
    fileprivate func samples(_ range: Range<Int>) -> [Float] {
        let (scale, zero): (Double, Double) =
            switch self.dataType {
            case .uint8: (0x1p-7, 128)
            case .int8: (0x1p-7, 0)
            case .int16: (0x1p-15, 0)
            case .int32: (0x1p-31, 0)
            case .bool, .uint16, .uint32, .uint64, .int64, .float16, .bfloat16, .float32, .float64, .bytes: (1, 0)
            }
        let bytes = self.bytes
        return range.map { Float((self.dataType.number(at: $0, in: bytes) - zero) * scale) }
    }
}
