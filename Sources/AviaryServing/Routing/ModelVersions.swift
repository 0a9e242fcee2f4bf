package import AviaryCore

/// A model's versions, as whoever loads them has them: what endpoints are made of.
package struct ModelVersions: Sendable {
    /// One version: the engine that answers, or why there is none.
    package enum State: Sendable {
        /// It answers.
        case ready(Engine)
        /// It is being loaded, warmed up and checked.
        case loading
        /// It takes no more requests and answers those that it has.
        case unloading
        /// It cannot be served.
        case unavailable(reason: String)
    }

    /// The model's name.
    package let name: ModelName
    /// Its versions.
    package let states: [VersionNumber: State]
    /// The versions that answer only where an endpoint or a request names them: never by default.
    package let aside: Set<VersionNumber>
    /// Why none of its versions could be tried, where that is so: its configuration is wrong.
    package let problem: String?

    /// Puts a model's versions together.
    ///
    /// - Parameters:
    ///   - name: the model's name.
    ///   - states: its versions.
    ///   - aside: the versions that never answer by default.
    ///   - problem: what keeps versions from being tried.
    package init(
        name: ModelName,
        states: [VersionNumber: State],
        aside: Set<VersionNumber> = [],
        problem: String? = nil
    ) {
        self.name = name
        self.states = states
        self.aside = aside
        self.problem = problem
    }

    /// The highest version that is ready and may answer by default.
    package var newest: VersionNumber? { self.engines.last { !self.aside.contains($0.version) }?.version }

    /// The engines that are ready, oldest version first.
    package var engines: [Engine] {
        self.states.sorted { $0.key < $1.key }.compactMap { _, state in
            if case .ready(let engine) = state { engine } else { nil }
        }
    }
}
