package import AviaryCore

/// Tries whether a version may take a stable one's place before it gets a request.
package enum CandidateCheck {
    /// Checks a candidate: its signature, and whether its outputs are finite for the requests that warm a model up.
    ///
    /// Stable is run only where the candidate does badly: a request that is beyond stable as well says nothing about the
    /// candidate. Takes as long as some runs; not for an event loop.
    ///
    /// - Parameters:
    ///   - candidate: the version to be introduced.
    ///   - stable: the version that answers.
    /// - Returns: what the candidate does badly but stable no better, in words for a log.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that names all tensors by which the signatures differ, or the
    ///   output that is not finite; the model's own error where it fails.
    @discardableResult
    package static func run(_ candidate: Engine, against stable: Engine) throws(AviaryError) -> [String] {
        let differences = candidate.signature.differences(from: stable.signature)
        guard differences.isEmpty else {
            throw AviaryError(
                .invalidArgument,
                "version \(candidate.version) does not fit stable's requests: " + differences.joined(separator: "; "),
                remedy: "give a changed interface an endpoint of its own"
            )
        }
        let warmUps = candidate.configuration.warmUp
        var notes: [String] = []
        for warmUp in warmUps.isEmpty ? [ModelConfiguration.WarmUp()] : warmUps {
            // What does not fit stable's signature could not have warmed it up.
            var sample = SampleInput(seed: 7)
            guard let tensors = try? sample.tensors(for: stable.signature, warmUp) else { continue }
            notes += try self.compare(candidate, stable, tensors)
        }
        return notes
    }

    /// Runs one request, in stable's order of inputs.
    private static func compare(
        _ candidate: Engine,
        _ stable: Engine,
        _ tensors: [Tensor]
    ) throws(AviaryError) -> [String] {
        let named = zip(stable.signature.inputs, tensors).map { NamedTensor(name: $0.name, tensor: $1) }
        let outputs: [Tensor]
        do throws(AviaryError) {
            outputs = try candidate.runAside(try candidate.signature.arrange(named))
        } catch {
            guard (try? stable.runAside(tensors)) != nil else {
                return ["a warm-up fails, and with stable as well: \(error)"]
            }
            throw error.at("version \(candidate.version) fails a warm-up that stable answers")
        }
        let faulty = zip(candidate.signature.outputs, outputs).filter { !$1.isFinite }.map(\.0.name)
        guard !faulty.isEmpty else { return [] }
        guard let known = try? stable.runAside(tensors) else {
            return faulty.map { "output '\($0)' is not finite for a warm-up that stable fails" }
        }
        let faultyInStable = Set(zip(stable.signature.outputs, known).filter { !$1.isFinite }.map(\.0.name))
        var notes: [String] = []
        for name in faulty {
            guard faultyInStable.contains(name) else {
                throw AviaryError(
                    .invalidArgument,
                    "version \(candidate.version): output '\(name)' is not finite for a warm-up"
                        + (stable.signature.outputs.contains { $0.name == name } ? ", stable's is" : "")
                )
            }
            notes.append("output '\(name)' is not finite for a warm-up, as stable's")
        }
        return notes
    }
}
