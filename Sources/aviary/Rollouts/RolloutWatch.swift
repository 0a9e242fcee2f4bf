import ArgumentParser
import AviaryClient
import AviaryCore

/// A view of a rollout that follows it.
struct RolloutWatch {
    let client: AviaryClient
    let rollout: String
    let isJSON: Bool

    /// Draws until the rollout is over.
    ///
    /// - Throws: exit code 1 when it was aborted, and what the client throws.
    func run() async throws {
        var last: RolloutView?
        try await self.client.follow(ControlCall(.get, "rollouts", self.rollout)) { _, data in
            let view = RolloutView(data)
            if self.isJSON {
                try StandardOutput.write(data)
            } else if StandardOutput.isTerminal {
                // From the screen's corner, however lines are wrapped; what is left of the view before is cleared behind
                // each line and below the last, which flickers less than clearing all of it first.
                let lines = view.text.split(separator: "\n", omittingEmptySubsequences: false)
                let start = last == nil ? "\u{1B}[2J" : ""
                try StandardOutput.write(start + "\u{1B}[H" + lines.joined(separator: "\u{1B}[K\n") + "\u{1B}[J")
            } else if view.headline != last?.headline {
                try StandardOutput.write(view.text + "\n")
            }
            last = view
            return !view.isOver
        }
        guard let last, last.isOver else {
            throw ClientError(.connectionLost, "the server has ended the view", remedy: "watch again when it is back")
        }
        if last.isAborted { throw ExitCode.failure }
    }
}
