package import AviaryControl
package import AviaryCore

/// Makes rows of predictions: what an endpoint's plan does not let be stored is gone before anything is stored.
///
/// Pure: the same prediction gives the same row.
package struct Privacy: Sendable {
    private let key: LogKey

    /// Makes rows with hashes by a secret.
    ///
    /// - Parameter key: the secret.
    package init(_ key: LogKey) { self.key = key }

    /// What is stored of a prediction.
    ///
    /// - Parameters:
    ///   - prediction: the prediction.
    ///   - plan: what is kept of its endpoint's predictions.
    /// - Returns: the row.
    /// - Complexity: O(bytes that are stored).
    package func row(_ prediction: RecordedPrediction, _ plan: LogPlan) -> LogRow {
        let decision: LogRow.Decision =
            if let failure = prediction.failure {
                .failed(failure)
            } else {
                prediction.isFallback ? .fellBack : .served
            }
        return LogRow(
            id: prediction.id,
            at: prediction.at,
            endpoint: prediction.endpoint,
            model: prediction.model,
            version: prediction.version,
            role: prediction.role,
            decision: decision.description,
            latency: prediction.latency,
            parameters: self.parameters(prediction.request.parameters, plan),
            inputs: self.payload(prediction.request.inputs, plan),
            outputs: self.payload(prediction.outputs, plan),
            subject: self.subject(prediction, plan)
        )
    }

    /// What the rows of somebody have as their subject: as a field's value, and as a routing key's.
    ///
    /// - Parameters:
    ///   - value: the value of the parameter, input or routing key that tells them apart.
    ///   - origin: the routing key's hash of the same value.
    /// - Returns: the hashes to look for.
    package func subjects(_ value: String, origin: UInt64) -> [[UInt8]] {
        [self.subject(.subject, value.utf8), self.subject(.origin, Self.bytes(origin))]
    }

    private func subject(_ prediction: RecordedPrediction, _ plan: LogPlan) -> [UInt8]? {
        switch plan.subject {
        case .key: return prediction.origin.map { self.subject(.origin, Self.bytes($0)) }
        case .parameter(let name):
            return prediction.request.parameters[name].map { self.subject(.subject, $0.text.utf8) }
        case .input(let name):
            let input = prediction.request.inputs.first { $0.name == name }
            return input?.tensor.firstText.map { self.subject(.subject, $0.utf8) }
        }
    }

    /// The first 16 bytes of a hash: enough to tell all people apart, and half of the index.
    private func subject(_ kind: LogKey.Kind, _ bytes: some Sequence<UInt8>) -> [UInt8] {
        Array(self.key.hash(kind, bytes).prefix(16))
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }

    private func parameters(_ parameters: Parameters, _ plan: LogPlan) -> String? {
        guard !parameters.isEmpty else { return nil }
        let members = parameters.entries.compactMap { entry -> JSONValue.Member? in
            switch plan.rule(for: entry.name) {
            case .keep: .init(entry.name, entry.value.json)
            case .hash: .init(entry.name, .string(self.hexadecimal(entry.value.text.utf8)))
            case .mask: .init(entry.name, .string(Self.maskedValue))
            case .drop: nil
            }
        }
        guard !members.isEmpty else { return nil }
        let text = JSONValue.object(members).serialized()
        return text.count <= plan.maxBody ? String(decoding: text, as: UTF8.self) : nil
    }

    /// What stands for a parameter that is masked.
    static let maskedValue = "***"

    private func payload(_ tensors: [NamedTensor], _ plan: LogPlan) -> LogRow.Payload {
        guard !tensors.isEmpty else { return LogRow.Payload(nil, .none) }
        var writer = TensorListWriter()
        for tensor in tensors {
            let rule = plan.rule(for: tensor.name)
            // Whoever sends megabytes must not make the log print them first.
            if rule == .keep, writer.text.count + tensor.tensor.jsonFloor > plan.maxBody {
                return LogRow.Payload(nil, .tooLarge)
            }
            switch rule {
            case .keep: writer.write(tensor)
            case .hash: writer.write(tensor, "hashed", self.hashes(tensor.tensor, limit: plan.maxBody))
            case .mask: writer.write(tensor, "masked", nil)
            case .drop: writer.isWhole = false
            }
            guard writer.text.count < plan.maxBody else { return LogRow.Payload(nil, .tooLarge) }
        }
        return LogRow.Payload(writer.finish(), writer.isWhole ? .whole : .reduced)
    }

    /// A hash of each string, or one of all other elements together.
    private func hashes(_ tensor: Tensor, limit: Int) -> [String] {
        func hash(_ range: Range<Int>) -> String {
            self.hexadecimal(range.lazy.map { tensor.bytes.load(at: $0, as: UInt8.self) })
        }
        guard tensor.dataType == .bytes, tensor.shape.elementCount <= limit / 64 else {
            return [hash(0..<tensor.range.count)]
        }
        var hashes: [String] = []
        var elements = StringElements()
        while let range = try? elements.next(in: tensor.bytes) { hashes.append(hash(range)) }
        return hashes
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        HexadecimalText.print(self.key.hash(.field, bytes))
    }
}

extension ParameterValue {
    fileprivate var json: JSONValue {
        switch self {
        case .bool(let flag): .bool(flag)
        case .int64(let number): .integer(number)
        case .uint64(let number): .integer(number)
        case .double(let number): number.isFinite ? .number(number.description) : .null
        case .string(let text): .string(text)
        }
    }
}
