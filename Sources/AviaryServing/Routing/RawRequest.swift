package import AviaryCore

extension InferenceRequest {
    /// Makes a request from a body without JSON: the body is the model's one input, and all outputs come back binary.
    ///
    /// Triton's raw binary request. One dimension may be free; its length follows from the body's. For a BYTES input of
    /// one element the body is that element.
    ///
    /// - Parameters:
    ///   - body: the whole body.
    ///   - signature: what the model takes.
    /// - Returns: the request.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when the model has several inputs or its shape is too open.
    package static func raw(_ body: RawSpan, for signature: Signature) throws(AviaryError) -> InferenceRequest {
        guard signature.inputs.count == 1, let input = signature.inputs.first else {
            throw AviaryError(
                .invalidArgument,
                "a body without JSON needs a model with one input, this one has \(signature.inputs.count)",
                remedy: "send the JSON part and its length in Inference-Header-Content-Length"
            )
        }
        let tensor: Tensor
        do throws(AviaryError) {
            tensor = try input.raw(body)
        } catch {
            throw error.at("input '\(input.name)'")
        }
        return InferenceRequest(
            parameters: ["binary_data_output": .bool(true)],
            inputs: [NamedTensor(name: input.name, tensor: tensor)]
        )
    }
}

extension TensorSignature {
    fileprivate func raw(_ body: RawSpan) throws(AviaryError) -> Tensor {
        guard let size = self.dataType.byteCount else {
            let storage = TensorStorage(byteCount: 4 + body.byteCount) { span in
                span.write(UInt32(body.byteCount).littleEndian)
                span.write(copying: body)
            }
            let ones = (self.dimensions ?? [.fixed(1)]).map { _ in 1 }
            return try Tensor(.bytes, shape: Shape(ones), storage: storage)
        }
        var dimensions: [Int] = []
        var free: [Int] = []
        for (index, dimension) in (self.dimensions ?? [.free(symbol: nil)]).enumerated() {
            switch dimension {
            case .fixed(let length): dimensions.append(length)
            case .free:
                free.append(index)
                dimensions.append(1)
            }
        }
        // A free first dimension is the batch, which a raw request leaves at 1 if another one is free as well.
        if free.count == 2, free.first == 0 { free.removeFirst() }
        guard free.count <= 1 else {
            throw AviaryError(
                .invalidArgument,
                "a body without JSON leaves the shape \(self.protocolShape) open",
                remedy: "send the JSON part with the shape"
            )
        }
        if let index = free.first {
            let rest = try Shape(dimensions).elementCount * size
            guard rest > 0, body.byteCount % rest == 0 else {
                throw AviaryError(
                    .invalidArgument,
                    "\(body.byteCount) bytes are not a multiple of the \(rest) that one element of the free dimension takes"
                )
            }
            dimensions[index] = body.byteCount / rest
        }
        let storage = TensorStorage(byteCount: body.byteCount) { $0.write(copying: body) }
        return try Tensor(self.dataType, shape: Shape(dimensions), storage: storage)
    }
}
