import AviaryCore
import AviaryStore
import Foundation

/// A place for a prediction log, which goes when the value goes.
final class LogPlace: Sendable {
    let folder = NSTemporaryDirectory() + "aviary-log-" + UUID().uuidString
    var path: String { self.folder + "/some/where/predictions.sqlite" }

    deinit { try? FileManager.default.removeItem(atPath: self.folder) }

    func open() throws -> PredictionLog { try PredictionLog(path: self.path) }

    /// Whether a text stands in any of the log's files.
    func contains(_ text: String) throws -> Bool {
        let directory = URL(filePath: self.path).deletingLastPathComponent()
        let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
        return try files.contains { try Data(contentsOf: $0).range(of: Data(text.utf8)) != nil }
    }
}

/// Hand-made predictions.
enum Predictions {
    /// A name whose time is so many milliseconds.
    static func id(_ milliseconds: UInt64) -> PredictionID {
        var random = SystemRandomNumberGenerator()
        return PredictionID(milliseconds: milliseconds, using: &random)
    }

    /// The elements of a tensor of texts.
    static func texts(_ values: [String]) throws -> Tensor {
        var bytes: [UInt8] = []
        for value in values {
            let count = UInt32(value.utf8.count)
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * UInt32($0))) }
            bytes += value.utf8
        }
        let storage = TensorStorage(byteCount: bytes.count) { span in for byte in bytes { span.append(byte) } }
        return try Tensor(.bytes, shape: try Shape([values.count]), storage: storage)
    }

    static func make(
        at milliseconds: Int64 = 1_700_000_000_000,
        endpoint: String = "wine",
        version: UInt64 = 1,
        role: Role = .stable,
        isFallback: Bool = false,
        failure: AviaryError.Code? = nil,
        parameters: Parameters = [:],
        inputs: [NamedTensor]? = nil,
        origin: UInt64? = nil
    ) throws -> RecordedPrediction {
        RecordedPrediction(
            id: self.id(UInt64(milliseconds)),
            at: Timestamp(milliseconds: milliseconds),
            endpoint: try ModelName(endpoint),
            model: try ModelName(endpoint),
            version: VersionNumber(version),
            role: role,
            isFallback: isFallback,
            latency: 1_500_000,
            failure: failure,
            request: InferenceRequest(
                parameters: parameters,
                inputs: try inputs ?? [NamedTensor(name: "x", tensor: Tensor([Float(1), 2.5]))]
            ),
            outputs: failure == nil ? [NamedTensor(name: "y", tensor: try Tensor([Int64(7)]))] : [],
            origin: origin
        )
    }
}
