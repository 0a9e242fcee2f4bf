import AviaryCore
import AviaryTesting
import Foundation

/// What holds for the server's readers of request bodies.
enum ReaderProperty: String, CaseIterable, InputProperty {
    /// An infer request in JSON: what decodes has the elements that slower readers find, and is the same after it was
    /// encoded and decoded again.
    case infer
    /// A JSON part and binary tensors; the first two bytes say where one ends.
    case binary
    /// A V1 request; the first byte chooses what the model takes.
    case predict
    /// Any JSON value: what is accepted here is what Foundation accepts, and the same after it was written and read again.
    case json

    func violation(by bytes: [UInt8]) -> String? {
        do throws(AviaryError) {
            switch self {
            case .infer: return try Self.infer(bytes)
            case .binary: return try Self.binary(bytes)
            case .predict: return try Self.predict(bytes)
            case .json: return try Self.json(bytes)
            }
        } catch {
            if case .json = self, let wrong = Self.refusalThatFoundationDoesNotShare(error, bytes) { return wrong }
            return self.objection(to: error, in: self.text(in: bytes))
        }
    }

    /// The part of an input that is JSON.
    private func text(in bytes: [UInt8]) -> ArraySlice<UInt8> {
        switch self {
        case .infer, .json: bytes[...]
        case .binary: bytes[..<Self.split(bytes)].dropFirst(2)
        case .predict: bytes.dropFirst()
        }
    }

    private static func infer(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        let request = try RequestDecoder.decode(bytes.span.bytes)
        return self.overflow(request.inputs) ?? ReferenceReader.difference(request.inputs, bytes)
            ?? self.changed(request.inputs, binary: false)
    }

    /// Where the JSON part of an input ends.
    private static func split(_ bytes: [UInt8]) -> Int {
        guard bytes.count >= 2 else { return bytes.count }
        return min(2 + Int(bytes[0]) + Int(bytes[1]) << 8, bytes.count)
    }

    private static func binary(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        guard bytes.count >= 2 else { return nil }
        let split = self.split(bytes)
        let storage = self.storage(bytes[split...])
        let request = try RequestDecoder.decode(bytes.span.extracting(2..<split).bytes, binary: storage)
        // Whoever takes the strings one by one stays within the body.
        for input in request.inputs where input.tensor.dataType == .bytes {
            guard input.tensor.byteStrings().count == input.tensor.shape.elementCount else {
                return "input \(input.name) has other strings than its shape"
            }
        }
        return self.overflow(request.inputs) ?? self.changed(request.inputs, binary: true)
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
        guard (try? JSONValue(parsing: text.span.bytes)) != nil else { return "the reply is not JSON" }
        // What a reply says in columns is what a request says in columns, where no length is 0: nesting cannot say what
        // lies below an empty array.
        guard request.inputs.count == signature.inputs.count,
            request.inputs.allSatisfy({ $0.tensor.shape.elementCount > 0 })
        else { return nil }
        guard let columns = try? V1Predict.encode(response, as: .columns),
            let outputs = (try? JSONValue(parsing: columns.span.bytes))?["outputs"]
        else { return "the reply has no columns" }
        let again = JSONValue.object([.init("inputs", outputs)]).serialized()
        guard let decoded = try? V1Predict.decode(again.span.bytes, for: signature) else {
            return "its own encoding is refused: \(String(decoding: again, as: UTF8.self))"
        }
        return RoundTrip.difference(request.inputs, decoded.request.inputs)
    }

    private static func json(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        let value = try JSONValue(parsing: bytes.span.bytes)
        guard let again = try? JSONValue(parsing: value.serialized().span.bytes) else {
            return "its own encoding is refused"
        }
        guard again == value else { return "another value after it was written" }
        // Foundation makes a `Double` of every number and refuses what is beyond its range; here numbers keep their text.
        guard !value.hasNumberBeyondDouble, !self.isJSONForFoundation(bytes) else { return nil }
        return "Foundation does not take it for JSON"
    }

    private static func isJSONForFoundation(_ bytes: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    }

    /// What only this reader refuses: the reason must be one of those that it has on purpose.
    private static func refusalThatFoundationDoesNotShare(_ error: AviaryError, _ bytes: [UInt8]) -> String? {
        // Foundation guesses other encodings than UTF-8 from zero bytes and byte order marks.
        guard !bytes.contains(0), !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return nil }
        // It also takes a comma after the last element, which RFC 8259 does not have.
        let reasons = [
            "occurs twice", "may be nested 64 deep", "surrogate", "expected a value, got ']'",
            "expected a member's name in quotes, got '}'",
        ]
        guard !reasons.contains(where: { error.message.contains($0) }), self.isJSONForFoundation(bytes) else {
            return nil
        }
        return "Foundation takes it for JSON: \(error)"
    }

    /// What is wrong with tensors once they were encoded and decoded again; those without a JSON form are passed over.
    private static func changed(_ tensors: [NamedTensor], binary: Bool) -> String? {
        let response = InferenceResponse(modelName: "m", modelVersion: "1", outputs: tensors)
        guard let written = RoundTrip.encode(response, binary: binary) else { return nil }
        var json = written.json
        // A reply and a request differ in the beginning only.
        let reply = #"{"model_name":"m","model_version":"1","outputs":["#
        guard json.starts(with: reply.utf8) else { return "a reply begins otherwise" }
        json.replaceSubrange(0..<reply.utf8.count, with: Array(#"{"inputs":["#.utf8))
        do throws(AviaryError) {
            let parts = binary ? self.storage(written.binary[...]) : nil
            let again = try RequestDecoder.decode(json.span.bytes, binary: parts)
            return RoundTrip.difference(tensors, again.inputs)
        } catch {
            return "its own encoding is refused: \(error) in \(String(decoding: json, as: UTF8.self))"
        }
    }

    /// Rows of as many requests as are ever joined can be counted, whatever lengths an empty tensor claims.
    private static func overflow(_ tensors: [NamedTensor]) -> String? {
        for tensor in tensors {
            var product = 1 << 16
            for length in tensor.tensor.shape.dimensions where length > 0 {
                let (next, overflows) = product.multipliedReportingOverflow(by: length)
                guard !overflows else { return "rows of shape \(tensor.tensor.shape) cannot be counted when joined" }
                product = next
            }
        }
        return nil
    }

    private static func storage(_ bytes: ArraySlice<UInt8>) -> TensorStorage {
        TensorStorage(byteCount: bytes.count) { span in
            for byte in bytes { span.append(byte) }
        }
    }
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
