package import AviaryCore
package import ONNXRuntime

/// Runs a model by ONNX Runtime.
package struct ONNXBackend: Backend {
    /// The loaded model.
    package let session: Session

    /// Takes a loaded model.
    ///
    /// - Parameter session: the loaded model.
    package init(_ session: Session) {
        self.session = session
    }

    /// What the model takes and gives.
    package var signature: Signature { self.session.signature }

    /// Runs the model once, on the calling thread and the session's own.
    ///
    /// - Parameters:
    ///   - inputs: one tensor for each input.
    ///   - outputs: which outputs are wanted.
    ///   - control: can stop the run.
    /// - Returns: the wanted outputs.
    /// - Throws: ``AviaryError`` with code `modelFailed`, or `cancelled` when it was stopped.
    package func run(
        _ inputs: [Tensor],
        outputs: [Int],
        control: RunControl?
    ) throws(AviaryError) -> [Tensor] {
        do throws(RuntimeError) {
            guard let control else { return try self.session.predict(inputs, outputs: outputs) }
            let cancellation = Cancellation()
            control.onStop { cancellation.cancel() }
            return try self.session.predict(inputs, outputs: outputs, cancellation: cancellation)
        } catch {
            // Names, types and shapes were checked before: what fails now fails in the model, whatever the runtime calls it.
            let code: AviaryError.Code = error.code == .cancelled ? .cancelled : .modelFailed
            throw AviaryError(code, "\(error.code.rawValue): \(error.message)", remedy: error.remedy)
        }
    }
}
