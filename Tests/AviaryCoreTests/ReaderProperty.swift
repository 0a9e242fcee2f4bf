import AviaryCore
import Foundation

/// What holds for every input of a reader, however it was made.
///
/// The fuzzer looks for an input that breaks it, and the tests
/// try all that it has kept.
enum ReaderProperty: String, CaseIterable {
    /// An infer request in JSON: what decodes is the same after it was encoded and decoded again.
    case infer
    /// A JSON part and binary tensors; the first two bytes say where one ends.
    case binary
    /// A V1 request; the first byte chooses what the model takes.
    case predict
    /// Any JSON value: what is accepted here is accepted by Foundation, and the same after it was written and read again.
    case json

    /// Tries one input.
    ///
    /// - Parameter bytes: the input.
    /// - Returns: what is wrong; `nil` if nothing is.
    func violation(by bytes: [UInt8]) -> String? {
        do throws(AviaryError) {
            switch self {
            case .infer: return try Self.infer(bytes)
            case .binary: return try Self.binary(bytes)
            case .predict: return try Self.predict(bytes)
            case .json: return try Self.json(bytes)
            }
        } catch {
            // To refuse is right, if it is said why, in text that a person can be shown.
            if error.message.isEmpty { return "an error without words" }
            return error.code == .internalError ? "an internal error: \(error)" : nil
        }
    }

    private static func infer(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        let request = try RequestDecoder.decode(bytes.span.bytes)
        guard let again = try self.encoded(request.inputs, binary: false) else { return nil }
        return self.difference(request.inputs, try self.decode(again.json, binary: nil).inputs)
    }

    private static func binary(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        guard bytes.count >= 2 else { return nil }
        let split = min(2 + Int(bytes[0]) + Int(bytes[1]) << 8, bytes.count)
        let storage = TensorStorage(byteCount: bytes.count - split) { span in
            for byte in bytes[split...] { span.append(byte) }
        }
        let request = try RequestDecoder.decode(bytes.span.extracting(2..<split).bytes, binary: storage)
        guard let again = try self.encoded(request.inputs, binary: true) else { return nil }
        return self.difference(request.inputs, try self.decode(again.json, binary: again.binary).inputs)
    }

    private static func predict(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        guard let choice = bytes.first else { return nil }
        let types = DataType.allCases
        let type = types[Int(choice) % types.count]
        let one = TensorSignature(name: "x", dataType: type, dimensions: [.free(symbol: nil), .fixed(2)])
        let other = TensorSignature(name: "y", dataType: .int64, dimensions: [.free(symbol: nil)])
        let signature = Signature(inputs: choice < 128 ? [one] : [one, other], outputs: [one])
        let (request, form) = try V1Predict.decode(bytes.span.extracting(1..<bytes.count).bytes, for: signature)
        let response = InferenceResponse(modelName: "m", modelVersion: "1", outputs: request.inputs)
        // Bytes and numbers that JSON lacks are refused with their reason.
        guard let text = try? V1Predict.encode(response, as: form) else { return nil }
        _ = try JSONValue(parsing: text.span.bytes)
        return nil
    }

    private static func json(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        let value = try JSONValue(parsing: bytes.span.bytes)
        let text = value.serialized()
        guard try JSONValue(parsing: text.span.bytes) == value else { return "another value after it was written" }
        // Foundation makes a `Double` of every number and refuses what is beyond its range; here numbers keep their text.
        guard !value.hasNumberBeyondDouble,
            (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) == nil
        else { return nil }
        return "Foundation does not take it for JSON"
    }

    /// Tensors as a request has them; `nil` for those that have no JSON form.
    private static func encoded(
        _ tensors: [NamedTensor],
        binary: Bool
    ) throws(AviaryError) -> (json: [UInt8], binary: TensorStorage?)? {
        var plain = tensors
        // Written by the encoder where they are needed.
        for index in plain.indices { plain[index].parameters["binary_data_size"] = nil }
        let response = InferenceResponse(modelName: "m", modelVersion: "1", outputs: plain)
        let encoder = ResponseEncoder(response, binary: binary)
        var count = 0
        let written = try? TensorStorage(byteCount: encoder.jsonBound) { span throws(AviaryError) in
            try encoder.writeJSON(to: &span)
            count = span.byteCount
        }
        guard var json = written?.array(count) else { return nil }
        // A reply and a request differ in the beginning only.
        let reply = #"{"model_name":"m","model_version":"1","outputs":["#
        guard json.starts(with: reply.utf8) else { throw AviaryError(.internalError, "a reply begins otherwise") }
        json.replaceSubrange(0..<reply.utf8.count, with: Array(#"{"inputs":["#.utf8))
        guard binary else { return (json, nil) }
        let (parts, byteCount) = encoder.binaryTensors
        let storage = TensorStorage(byteCount: byteCount) { span in
            for tensor in parts { span.write(copying: tensor.bytes) }
        }
        return (json, storage)
    }

    private static func decode(_ json: [UInt8], binary: TensorStorage?) throws(AviaryError) -> InferenceRequest {
        do throws(AviaryError) {
            return try RequestDecoder.decode(json.span.bytes, binary: binary)
        } catch {
            // What was decoded once must be decoded again: this is a violation and no refusal.
            let text = String(decoding: json, as: UTF8.self)
            throw AviaryError(.internalError, "its own encoding is refused: \(error) in \(text)")
        }
    }

    private static func difference(_ first: [NamedTensor], _ second: [NamedTensor]) -> String? {
        guard first.count == second.count else { return "\(first.count) tensors became \(second.count)" }
        for (one, other) in zip(first, second) {
            guard one.name == other.name, one.tensor.dataType == other.tensor.dataType,
                one.tensor.shape == other.tensor.shape
            else { return "tensor \(one.name) became \(other.name)" }
            guard one.tensor.array == other.tensor.array else { return "tensor \(one.name) has other elements" }
        }
        return nil
    }
}

extension TensorStorage {
    /// The first bytes.
    fileprivate func array(_ count: Int) -> [UInt8] { (0..<count).map { self.bytes.load(at: $0) } }
}

extension Tensor {
    /// All bytes.
    fileprivate var array: [UInt8] { (0..<self.bytes.byteCount).map { self.bytes.load(at: $0) } }
}

extension JSONValue {
    fileprivate var hasNumberBeyondDouble: Bool {
        switch self {
        case .number(let text): Double(text).map { !$0.isFinite } ?? true
        case .array(let elements): elements.contains(where: \.hasNumberBeyondDouble)
        case .object(let members): members.contains(where: \.value.hasNumberBeyondDouble)
        case .null, .bool, .string: false
        }
    }
}
