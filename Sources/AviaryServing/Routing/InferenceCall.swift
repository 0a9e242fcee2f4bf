package import AviaryCore

/// One infer request that has been decoded, routed and checked, and is ready to be accepted by its engine.
///
/// HTTP and gRPC meet here: behind the decoder there is one path.
package struct InferenceCall: Sendable {
    /// The engine that answers.
    package let engine: Engine
    /// The request.
    package let request: InferenceRequest
    private let inputs: [Tensor]
    private let outputs: [Int]

    /// Routes and checks a request.
    ///
    /// - Parameters:
    ///   - request: the decoded request.
    ///   - engine: the engine that the route leads to.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when the request does not fit the model's signature.
    package init(_ request: InferenceRequest, to engine: Engine) throws(AviaryError) {
        self.engine = engine
        self.request = request
        self.inputs = try engine.signature.arrange(request.inputs)
        self.outputs = try engine.signature.indices(of: request.outputs)
    }

    /// When the answer is due: after the request's `timeout` parameter (microseconds), else the model's default, else the
    /// server's.
    ///
    /// - Parameters:
    ///   - now: when the request was accepted.
    ///   - serverDeadline: how long a request may take when neither it nor its model says so.
    /// - Returns: the moment.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for a `timeout` that is no number of microseconds.
    package func deadline(acceptedAt now: Moment, serverDeadline: Duration) throws(AviaryError) -> Moment {
        switch self.request.parameters["timeout"] {
        case nil, .int64(0):
            return now.advanced(by: self.engine.configuration.defaultDeadline ?? serverDeadline)
        case .int64(let microseconds) where microseconds > 0:
            return now.advanced(byNanoseconds: UInt64(microseconds).multipliedOrMax(by: 1000))
        case .uint64:
            return Moment(nanoseconds: .max)
        case .some:
            throw AviaryError(.invalidArgument, "the parameter 'timeout' is a whole number of microseconds, 0 or more")
        }
    }

    /// Makes the inference that the engine runs.
    ///
    /// - Parameters:
    ///   - now: when the request was accepted.
    ///   - deadline: when the answer is due.
    ///   - completion: receives the outcome, exactly once, on any thread.
    /// - Returns: the inference, to be given to the engine.
    package func inference(
        acceptedAt now: Moment,
        deadline: Moment,
        completion: @escaping @Sendable (Inference.Outcome) -> Void
    ) -> Inference {
        Inference(
            inputs: self.inputs,
            outputs: self.outputs,
            accepted: now,
            deadline: deadline,
            completion: completion
        )
    }

    /// Gives the tensors their names, as they are.
    ///
    /// - Parameter tensors: the wanted outputs, in the order asked for.
    /// - Returns: the outputs.
    package func named(_ tensors: [Tensor]) -> [NamedTensor] {
        tensors.enumerated().map { position, tensor in
            NamedTensor(name: self.engine.signature.outputs[self.outputs[position]].name, tensor: tensor)
        }
    }

    /// Makes the reply from the tensors that the engine gave.
    ///
    /// - Parameter tensors: the wanted outputs, in the order asked for.
    /// - Returns: the reply.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when an output cannot be given in the form that was asked for.
    package func response(_ tensors: [Tensor]) throws(AviaryError) -> InferenceResponse {
        var outputs: [NamedTensor] = []
        outputs.reserveCapacity(tensors.count)
        for (position, tensor) in tensors.enumerated() {
            let name = self.engine.signature.outputs[self.outputs[position]].name
            let requested = self.request.outputs.isEmpty ? nil : self.request.outputs[position]
            outputs.append(NamedTensor(name: name, tensor: try self.form(tensor, requested, name)))
        }
        return InferenceResponse(
            modelName: self.engine.model.rawValue,
            modelVersion: self.engine.version.description,
            id: self.request.id,
            outputs: outputs
        )
    }

    private func form(_ tensor: Tensor, _ requested: RequestedOutput?, _ name: String) throws(AviaryError) -> Tensor {
        guard let count = requested?.parameters["classification"] else { return tensor }
        guard case .int64(let count) = count, let count = Int(exactly: count), count > 0 else {
            throw AviaryError(.invalidArgument, "output '\(name)': 'classification' is a number of classes, 1 or more")
        }
        let labels = self.engine.configuration.labels[name] ?? []
        do throws(AviaryError) {
            return try Classification.top(count, of: tensor, labels: labels)
        } catch {
            throw error.at("output '\(name)'")
        }
    }
}

extension UInt64 {
    /// The product, or the largest number if it does not fit.
    fileprivate func multipliedOrMax(by factor: UInt64) -> UInt64 {
        let (product, overflow) = self.multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
