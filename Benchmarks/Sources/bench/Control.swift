internal import FoundationEssentials

/// The control API of a server of Aviary.
struct Control {
    let server: RunningServer

    /// A rollout as the API tells of it.
    struct Rollout: Decodable, Sendable {
        let id: String
        let phase: String
        let weight: Double
        let mirrored: Double
    }

    /// Makes an endpoint.
    ///
    /// - Parameters:
    ///   - name: what clients call.
    ///   - specification: the manifest's `spec`, as JSON.
    /// - Throws: ``Trouble`` with the server's words where it refuses.
    func apply(_ name: String, _ specification: String) async throws {
        let manifest = """
            {"apiVersion": "aviary/v1", "kind": "Endpoint", "metadata": {"name": "\(name)"}, "spec": \(specification)}
            """
        _ = try await self.ask("PUT", "/api/v1/endpoints/\(name)", manifest)
    }

    /// Begins a rollout of version 2, and waits until it is where it is to stay.
    ///
    /// - Parameters:
    ///   - endpoint: where.
    ///   - steps: the steps as JSON.
    ///   - isThere: whether it is.
    /// - Returns: the rollout.
    /// - Throws: ``Trouble`` with the server's words where it refuses, or where the rollout does not get there.
    func start(on endpoint: String, steps: String, until isThere: (Rollout) -> Bool) async throws -> Rollout {
        let body = #"{"endpoint": "\#(endpoint)", "candidate": 2, "steps": \#(steps)}"#
        let reply = try await self.ask("POST", "/api/v1/rollouts", body)
        var rollout = try JSONDecoder().decode(Rollout.self, from: Data(reply.body))
        let deadline = ContinuousClock.now + .seconds(10)
        while !isThere(rollout) {
            guard ContinuousClock.now < deadline else {
                throw Trouble("the rollout at \(endpoint) is \(rollout.phase) with weight \(rollout.weight) after 10 s")
            }
            try await Task.sleep(for: .milliseconds(5))
            let reply = try await self.ask("GET", "/api/v1/rollouts/\(rollout.id)")
            rollout = try JSONDecoder().decode(Rollout.self, from: Data(reply.body))
        }
        return rollout
    }

    /// Aborts a rollout.
    ///
    /// - Parameter rollout: which.
    /// - Returns: when that was said, and when it was confirmed.
    /// - Throws: ``Trouble`` with the server's words where it refuses.
    func abort(_ rollout: Rollout) async throws -> Exchange.Reply {
        try await self.ask("POST", "/api/v1/rollouts/\(rollout.id)/abort")
    }

    /// Makes what a version was asked in the last minutes the reference of its drift.
    ///
    /// - Parameters:
    ///   - endpoint: what clients call.
    ///   - version: the version.
    /// - Throws: ``Trouble`` with the server's words where it refuses.
    func pin(_ endpoint: String, version: Int) async throws {
        _ = try await self.ask("POST", "/api/v1/profiles/\(endpoint)/\(version)/pin", "{}")
    }

    /// Reads counters of `/metrics`.
    ///
    /// - Parameters:
    ///   - name: their name.
    ///   - labels: what their lines have to contain.
    /// - Returns: the sum of those that do.
    /// - Throws: ``Trouble`` with the server's words where it refuses.
    func sum(of name: String, where labels: String...) async throws -> Double {
        let text = String(decoding: try await self.ask("GET", "/metrics").body, as: UTF8.self)
        return text.split(separator: "\n").filter { line in
            line.hasPrefix(name + "{") && labels.allSatisfy { line.contains($0) }
        }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }

    private func ask(_ method: String, _ path: String, _ body: String = "") async throws -> Exchange.Reply {
        let fields = [(name: "Content-Type", value: "application/json")]
        let reply = try await Exchange(port: self.server.port).send(
            method,
            path,
            fields: fields,
            body: Array(body.utf8)
        )
        guard (200..<300).contains(reply.status) else {
            throw Trouble("\(method) \(path): \(reply.status) \(String(decoding: reply.body, as: UTF8.self))")
        }
        return reply
    }
}
