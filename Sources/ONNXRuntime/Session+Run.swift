package import AviaryCore
internal import CONNXRuntime

extension Session {
    /// Runs the model; many threads may do so at once.
    ///
    /// The inputs' memory is lent to the runtime, and the outputs refer to the runtime's memory, so numbers are not
    /// copied; an input that is not aligned to its elements is, and so are strings.
    ///
    /// - Parameters:
    ///   - inputs: one tensor for each input, in the order of the signature.
    ///   - outputs: the wanted outputs, by their index in ``outputs``.
    ///   - cancellation: stops the run when it is not wanted any more.
    /// - Returns: the wanted outputs, in the order in which they were named.
    /// - Throws: ``RuntimeError``: `invalidArgument` for inputs that do not fit, `cancelled`, and whatever fails in the
    ///   model.
    package func run(
        _ inputs: [Tensor],
        outputs: [Int],
        cancellation: Cancellation? = nil
    ) throws(RuntimeError) -> [Output] {
        try self.run(inputs, outputs: outputs, cancellation: cancellation) { value, index throws(RuntimeError) in
            try value.output(declaredAs: self.outputs[index].type, given: inputs)
        }
    }

    /// Runs the model.
    ///
    /// - Parameters:
    ///   - inputs: one tensor for each input.
    ///   - outputs: the wanted outputs by index.
    ///   - cancellation: stops the run.
    ///   - take: turns what the model gave for an output into what is wanted; gets the output's index.
    /// - Returns: what `take` returned for each output.
    /// - Throws: what the runtime and `take` throw.
    @inline(__always)
    func run<Result>(
        _ inputs: [Tensor],
        outputs: [Int],
        cancellation: Cancellation?,
        _ take: (consuming Value, Int) throws(RuntimeError) -> Result
    ) throws(RuntimeError) -> [Result] {
        // The runtime does not notice a missing input before a kernel fails.
        guard inputs.count == self.inputs.count else { throw self.wrongInputCount(inputs.count) }
        if outputs.isEmpty { return [] }
        return try unsafe withUnsafeTemporaryAllocation(
            of: OpaquePointer?.self,
            capacity: inputs.count + outputs.count
        ) { values throws(RuntimeError) in
            // Values that are null: the runtime fills the outputs, and whatever is left is released, whatever happens.
            unsafe values.initialize(repeating: nil)
            defer {
                for index in values.indices { unsafe self.functions.table.pointee.ReleaseValue(values[index]) }
            }
            let copies = try unsafe self.makeInputs(inputs, in: values)
            try unsafe self.run(values, inputCount: inputs.count, outputs: outputs, cancellation: cancellation)
            extendLifetime(inputs)
            extendLifetime(copies)

            var results: [Result] = []
            results.reserveCapacity(outputs.count)
            for (position, index) in outputs.enumerated() {
                guard let pointer = unsafe values[inputs.count + position] else {
                    throw RuntimeError(.fail, "the model gave nothing for output '\(self.outputs[index].name)'")
                }
                // From here on the value is released by its owner.
                unsafe values[inputs.count + position] = nil
                results.append(try take(unsafe Value(pointer, from: self), index))
            }
            return results
        }
    }

    @inline(never)
    private func wrongInputCount(_ count: Int) -> RuntimeError {
        let names = self.inputs.map { "'\($0.name)'" }.joined(separator: ", ")
        return RuntimeError(.invalidArgument, "the model takes \(self.inputs.count) inputs (\(names)), got \(count)")
    }

    /// Turns the tensors into the runtime's values.
    ///
    /// - Returns: what must live until the run is over, beside the inputs themselves.
    private func makeInputs(
        _ inputs: [Tensor],
        in values: UnsafeMutableBufferPointer<OpaquePointer?>
    ) throws(RuntimeError) -> [Tensor] {
        var copies: [Tensor] = []
        for index in inputs.indices {
            if inputs[index].dataType == .bytes {
                unsafe values[index] = try self.stringValue(inputs[index])
            } else if inputs[index].isAligned {
                unsafe values[index] = try self.value(lending: inputs[index])
            } else {
                let copy = inputs[index].copy()
                unsafe values[index] = try self.value(lending: copy)
                copies.append(copy)
            }
        }
        return copies
    }

    private func run(
        _ values: UnsafeMutableBufferPointer<OpaquePointer?>,
        inputCount: Int,
        outputs: [Int],
        cancellation: Cancellation?
    ) throws(RuntimeError) {
        try unsafe withUnsafeTemporaryAllocation(
            of: UnsafePointer<CChar>?.self,
            capacity: outputs.count
        ) { names throws(RuntimeError) in
            for (position, index) in outputs.enumerated() {
                unsafe names.initializeElement(at: position, to: self.outputNames[index])
            }
            guard let values = values.baseAddress else { return }
            func run(_ options: OpaquePointer?) -> OpaquePointer? {
                unsafe self.functions.table.pointee.Run(
                    self.pointer,
                    options,
                    self.inputNames.pointers,
                    values,
                    inputCount,
                    names.baseAddress,
                    names.count,
                    values + inputCount
                )
            }
            guard let cancellation else { return try unsafe self.functions.check(run(nil)) }
            let options = try RunOptions(self.functions)
            defer { options.release() }
            guard cancellation.add(options) else { throw RuntimeError(.cancelled, "the run was cancelled") }
            defer { cancellation.remove(options) }
            do throws(RuntimeError) {
                try unsafe self.functions.check(run(options.pointer))
            } catch {
                throw cancellation.isCancelled ? RuntimeError(.cancelled, error.message) : error
            }
        }
    }
}
