/// What can be said of a request, or of the system, in one number or word.
///
/// The name's first part is its kind, as in `input.missing`.
package enum Measure: String, Sendable, Hashable, Codable, CaseIterable {
    // What serving costs.
    case requests = "system.requests"
    case latency = "system.latency"
    case errors = "system.errors"
    /// How many requests wait for a version now.
    case queue = "system.queue"
    /// How many requests a version ran together over the last minute, on average.
    case batch = "system.batch"
    case memory = "system.memory"
    case processor = "system.cpu"
    case openFiles = "system.open-files"
    case load = "system.load"
    /// How many requests a version refused a second over the last minute, because too many waited.
    case drops = "system.drops"
    // What is asked.
    case value = "input.value"
    case category = "input.category"
    case missing = "input.missing"
    case outOfRange = "input.out-of-range"
    case unseen = "input.unseen"
    case characters = "input.characters"
    case words = "input.words"
    case width = "input.width"
    case height = "input.height"
    case aspect = "input.aspect"
    case brightness = "input.brightness"
    case contrast = "input.contrast"
    case sharpness = "input.sharpness"
    case duration = "input.duration"
    case loudness = "input.loudness"
    case loudnessUnits = "input.lufs"
    case leadingSilence = "input.leading-silence"
    case trailingSilence = "input.trailing-silence"
    case clipping = "input.clipping"
    case pitch = "input.pitch"
    case norm = "input.norm"
    // What is answered.
    case empty = "prediction.empty"
    case length = "prediction.length"
    case confidence = "prediction.confidence"
    case entropy = "prediction.entropy"
    case margin = "prediction.margin"
    case label = "prediction.class"
    case output = "prediction.value"
    case detections = "prediction.detections"
    // What people do with the answer.
    case retries = "interaction.retries"
    case corrections = "interaction.corrections"
    case acceptance = "interaction.acceptance"
    case feedbackTime = "interaction.feedback-time"

    /// How what is measured is summed up over many requests.
    package enum Form: Sendable, Hashable {
        /// As a number with a distribution.
        case number
        /// As the share of requests, or elements, of which it is true.
        case share
        /// As a word with a count each.
        case category
        /// As one number for all, read when it is asked for.
        case gauge
    }

    /// Which of the four kinds it is: `system`, `input`, `prediction` or `interaction`.
    package var kind: Substring { self.rawValue.prefix { $0 != "." } }

    /// How it is summed up.
    package var form: Form {
        switch self {
        case .errors, .missing, .outOfRange, .unseen, .clipping, .empty, .retries, .corrections, .acceptance: .share
        case .category, .label: .category
        case .requests, .queue, .batch, .memory, .processor, .openFiles, .load, .drops: .gauge
        case .latency, .value, .characters, .words, .width, .height, .aspect, .brightness, .contrast, .sharpness,
            .duration, .loudness, .loudnessUnits, .leadingSilence, .trailingSilence, .pitch, .norm, .length,
            .confidence, .entropy, .margin, .output, .detections, .feedbackTime:
            .number
        }
    }

    /// Of what a gauge is read when monitors judge.
    package enum Gauge: Sendable, Hashable {
        /// Of the whole process, for all its endpoints.
        case ofProcess
        /// Of each version.
        case ofVersion
    }

    /// Of what it is read; `nil` for what is measured of requests, their number among it.
    package var gauge: Gauge? {
        switch self {
        case .queue, .batch, .drops: .ofVersion
        case .requests: nil
        default: self.form == .gauge ? .ofProcess : nil
        }
    }

    /// In what it is measured, by the Unified Code for Units of Measure where that has a word; `1` for what has no unit.
    package var unit: String {
        switch self {
        case .requests, .drops: "1/s"
        case .queue, .batch: "{request}"
        case .latency, .duration, .leadingSilence, .trailingSilence, .feedbackTime: "s"
        case .memory: "By"
        case .width, .height: "px"
        case .loudness: "dBFS"
        case .loudnessUnits: "LUFS"
        case .pitch: "Hz"
        case .entropy: "bit"
        case .characters, .length: "{character}"
        case .words: "{word}"
        case .errors, .processor, .openFiles, .load, .value, .category, .missing, .outOfRange, .unseen, .aspect,
            .brightness, .contrast, .sharpness, .clipping, .norm, .empty, .confidence, .margin, .label, .output,
            .detections, .retries, .corrections, .acceptance:
            "1"
        }
    }
}

/// A measure of one thing: of one feature of the input, or of the whole request.
package struct MeasureKey: Sendable, Hashable, Codable, Comparable {
    /// What is measured.
    package let measure: Measure
    /// Of which feature: an input's or output's name, or `name[3]` for one column of several; `nil` for the whole request.
    package let feature: String?

    /// Names a measure.
    ///
    /// - Parameters:
    ///   - measure: what is measured.
    ///   - feature: of which feature; `nil` for the whole request.
    package init(_ measure: Measure, of feature: String? = nil) {
        self.measure = measure
        self.feature = feature
    }

    /// By name, then by feature.
    package static func < (left: MeasureKey, right: MeasureKey) -> Bool {
        (left.measure.rawValue, left.feature ?? "") < (right.measure.rawValue, right.feature ?? "")
    }
}

/// What one request has shown of one measure.
package enum MeasureValue: Sendable, Hashable {
    /// A number; one that is not finite counts as missing.
    case number(Double)
    /// A word.
    case category(String)
    /// Whether it is so.
    case flag(Bool)
    /// How often it is so, among how many.
    case share(Int, of: Int)
    /// Nothing was there to measure.
    case missing
}
