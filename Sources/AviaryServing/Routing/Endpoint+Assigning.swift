package import AviaryCore

/// Which version answers a request: a function of the request's key, and of chance where it has none.
extension Endpoint {
    /// Chooses the version that answers a request.
    ///
    /// The candidate has the low places of the rollout's circle, so whoever is on it at some share stays on it at every
    /// higher one. What it leaves is divided by a second hash that does not depend on the first: an experiment's shares are
    /// those of the rest, whatever the candidate takes, and its members stay where they are from rollout to rollout.
    ///
    /// - Parameters:
    ///   - choice: what the request asks for.
    ///   - key: the hash of the request's key; `nil` where it has none.
    ///   - random: decides for requests without a key.
    /// - Returns: the version, and the one that answers where the first fails.
    /// - Throws: ``AviaryError`` with code `notFound` for a version that is not there, `unavailable` for one that is not
    ///   ready; a candidate or experiment that is not ready is nobody's misfortune, stable answers.
    /// - Complexity: O(experiments), no lock, no allocation.
    package func assign(
        _ choice: VersionChoice = .any,
        key: UInt64?,
        using random: inout some RandomNumberGenerator
    ) throws(AviaryError) -> Assignment {
        switch choice {
        case .any: break
        case .stable: return Assignment(self, try self.tested(.stable), isAssigned: false)
        // A tester wants to see how the candidate fails, so there is no fallback.
        case .candidate: return Assignment(self, try self.tested(.candidate), isAssigned: false)
        case .path(let text): return Assignment(self, try self.named(text), isAssigned: false)
        case .number(let number):
            if let stable, stable.engine.version == number { return Assignment(self, stable, isAssigned: false) }
            if let candidate, candidate.engine.version == number {
                return Assignment(self, candidate, isAssigned: false)
            }
            return Assignment(self, try self.named(number.description), isAssigned: false)
        }
        if let traffic {
            if let candidate, let weight = traffic.candidate?.weight.basisPoints, weight > 0 {
                let place =
                    key.map { RoutingHash.bucket(of: $0, salt: traffic.salt) } ?? RoutingHash.bucket(random.next())
                if place < weight {
                    let fallback = traffic.fallback == nil ? nil : self.stable
                    return Assignment(self, candidate, isAssigned: true, fallback: fallback, origin: key)
                }
            }
            if !self.experiment.isEmpty {
                let place =
                    key.map { RoutingHash.bucket(of: $0, salt: self.experimentSalt) }
                    ?? RoutingHash.bucket(random.next())
                if let target = self.experiment.first(where: { place < $0.end })?.target {
                    return Assignment(self, target, isAssigned: true, origin: key)
                }
            }
        }
        guard let stable else { throw self.notReady() }
        return Assignment(self, stable, isAssigned: true, origin: key)
    }

    /// The engine by whose signature a request is read before it is known which version answers.
    ///
    /// All versions that share an endpoint's requests have compatible signatures.
    ///
    /// - Parameter choice: what the request asks for.
    /// - Returns: the engine that is asked for, or the first that may answer.
    /// - Throws: ``AviaryError`` as ``assign(_:key:using:)`` does, where no version can answer.
    package func reader(_ choice: VersionChoice) throws(AviaryError) -> Engine {
        switch choice {
        case .any:
            if let target = self.stable ?? self.candidate ?? self.experiment.lazy.compactMap(\.target).first {
                return target.engine
            }
            throw self.notReady()
        case .stable: return try self.tested(.stable).engine
        case .candidate: return try self.tested(.candidate).engine
        case .path(let text): return try self.engine(version: text)
        case .number(let number): return try self.engine(version: number.description)
        }
    }
}
