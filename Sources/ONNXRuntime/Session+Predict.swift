package import AviaryCore

extension Session {
    /// Runs the model and gives the tensors that the signature lists.
    ///
    /// - Parameters:
    ///   - inputs: one tensor for each input of the signature, in its order.
    ///   - outputs: the wanted outputs, by their index in the signature.
    ///   - cancellation: stops the run when it is not wanted any more.
    /// - Returns: the wanted outputs, in the order in which they were named.
    /// - Throws: as ``run(_:outputs:cancellation:)``, and when maps have different keys or tensors different shapes.
    package func predict(
        _ inputs: [Tensor],
        outputs: [Int],
        cancellation: Cancellation? = nil
    ) throws(RuntimeError) -> [Tensor] {
        if self.servesOutputsAsTheyAre {
            return try self.run(inputs, outputs: outputs, cancellation: cancellation) { value, _ throws(RuntimeError) in
                try value.tensor(given: inputs)
            }
        }
        // Each output of the model is asked for once, though several tensors may come from it.
        var sources: [Int] = []
        sources.reserveCapacity(outputs.count)
        for index in outputs {
            let source = self.servedOutputs[index].output
            if !sources.contains(source) { sources.append(source) }
        }
        let results = try self.run(inputs, outputs: sources, cancellation: cancellation)
        var tensors: [Tensor] = []
        tensors.reserveCapacity(outputs.count)
        for index in outputs {
            let served = self.servedOutputs[index]
            for (position, source) in sources.enumerated() where source == served.output {
                do {
                    tensors.append(try served.tensor(from: results[position]))
                } catch {
                    throw RuntimeError(error.code, "output '\(self.outputs[source].name)': \(error.message)")
                }
            }
        }
        return tensors
    }
}
