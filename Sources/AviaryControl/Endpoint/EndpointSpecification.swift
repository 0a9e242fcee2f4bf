package import AviaryCore

/// What an endpoint should be, as a person has written it down.
package struct EndpointSpecification: Sendable, Hashable, Codable {
    /// What a candidate's failure means for its request.
    package struct Fallback: Sendable, Hashable, Codable {
        /// The share of a request's time after which stable is asked instead.
        package var deadlineShare: Weight

        /// Makes a rule.
        ///
        /// - Parameter deadlineShare: the share of a request's time after which stable is asked instead.
        package init(deadlineShare: Weight = .percent(50)) { self.deadlineShare = deadlineShare }
    }

    /// A version that has a fixed share of something.
    package struct Share: Sendable, Hashable, Codable {
        /// The version.
        package let version: VersionNumber
        /// Its share.
        package let weight: Weight

        /// Makes a share.
        ///
        /// - Parameters:
        ///   - version: the version.
        ///   - weight: its share.
        package init(version: VersionNumber, weight: Weight) {
            self.version = version
            self.weight = weight
        }
    }

    /// A candidate, and how it is brought in.
    package struct Introduction: Sendable, Hashable, Codable {
        /// The version that may take stable's place.
        package let candidate: VersionNumber
        /// What is meant to happen.
        package let plan: RolloutPlan

        /// Makes an introduction.
        ///
        /// - Parameters:
        ///   - candidate: the version that may take stable's place.
        ///   - plan: what is meant to happen.
        package init(candidate: VersionNumber, plan: RolloutPlan) {
            self.candidate = candidate
            self.plan = plan
        }
    }

    /// What clients call.
    package let name: ModelName
    /// Whose it is, in words.
    package var owner: String?
    /// The model behind it.
    package var model: ModelName
    /// The version that answers by default; `nil` for the highest one that is there when the endpoint is made.
    package var stable: VersionNumber?
    /// What keeps requests of the same origin together.
    package var key = RoutingKey.random
    /// What happens when the candidate fails a request; `nil` to let the failure be the answer.
    package var fallback: Fallback?
    /// Versions with fixed shares of the requests that no candidate takes; stable has the rest.
    package var experiment: [Share] = []
    /// Versions that get copies of a share of the requests.
    package var shadows: [Share] = []
    /// When two versions' outputs count as the same.
    package var agreement = AgreementPlan()
    /// A candidate, and how it is brought in.
    package var rollout: Introduction?
    /// What the prediction log keeps; `nil` for what it usually does.
    package var log: LogPlan?
    /// What is watched, and when it becomes an alert.
    package var monitors: [MonitorSpecification] = []

    /// The most monitors of an endpoint.
    package static let maximumMonitors = 100

    /// Describes an endpoint of one version.
    ///
    /// - Parameters:
    ///   - name: what clients call.
    ///   - model: the model behind it.
    package init(name: ModelName, model: ModelName) {
        self.name = name
        self.model = model
    }

    /// Reads an endpoint, also one that was written down before there were monitors.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.name = try values.decode(ModelName.self, forKey: .name)
        self.owner = try values.decodeIfPresent(String.self, forKey: .owner)
        self.model = try values.decode(ModelName.self, forKey: .model)
        self.stable = try values.decodeIfPresent(VersionNumber.self, forKey: .stable)
        self.key = try values.decode(RoutingKey.self, forKey: .key)
        self.fallback = try values.decodeIfPresent(Fallback.self, forKey: .fallback)
        self.experiment = try values.decode([Share].self, forKey: .experiment)
        self.shadows = try values.decode([Share].self, forKey: .shadows)
        self.agreement = try values.decode(AgreementPlan.self, forKey: .agreement)
        self.rollout = try values.decodeIfPresent(Introduction.self, forKey: .rollout)
        self.monitors = try values.decodeIfPresent([MonitorSpecification].self, forKey: .monitors) ?? []
        self.log = try values.decodeIfPresent(LogPlan.self, forKey: .log)
    }

    /// Everything that cannot be as it is, in a sentence each behind the key that it is about: `experiment: ...`.
    package var problems: [String] {
        var problems: [String] = []
        let total = self.experiment.reduce(0) { $0 + $1.weight.basisPoints }
        if total > Weight.all.basisPoints {
            problems.append("experiment: the shares come to \(Double(total) / 100) %, and there are 100 %")
        }
        for (what, shares) in [("experiment", self.experiment), ("shadows", self.shadows)] {
            for share in shares where share.weight == .none {
                problems.append("\(what): version \(share.version) has a share of 0 %")
            }
            let versions = shares.map(\.version)
            for version in Set(versions) where versions.count(where: { $0 == version }) > 1 {
                problems.append("\(what): version \(version) is named twice")
            }
            if let stable, versions.contains(stable) {
                problems.append("\(what): version \(stable) is stable, and has the rest anyway")
            }
        }
        if let stable, stable == self.rollout?.candidate {
            problems.append("rollout: version \(stable) is stable already, and cannot be its own candidate")
        }
        if self.monitors.count > Self.maximumMonitors {
            problems.append(
                "monitors: an endpoint has at most \(Self.maximumMonitors), these are \(self.monitors.count)"
            )
        }
        var names: Set<String> = []
        for monitor in self.monitors where !names.insert(monitor.name).inserted {
            problems.append("monitors: two have the name '\(monitor.name)'; give one of them another with 'name'")
        }
        problems += self.monitors.flatMap(\.problems)
        return problems + self.agreement.problems + (self.log?.problems ?? [])
    }
}
