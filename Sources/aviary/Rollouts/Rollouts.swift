import ArgumentParser

/// Groups the commands that bring versions in.
struct Rollouts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Bring a new version in, step by step, and watch what becomes of it.",
        discussion: """
              aviary rollout start wine --candidate 2 --strategy canary
              aviary rollout status wine --watch
              aviary rollout abort wine --reason "it calls everything a Barolo"

            A rollout is named by its id or by its endpoint: then the one that goes on is meant, or else the last one.
            """,
        subcommands: [
            RolloutStart.self, RolloutList.self, RolloutStatus.self, RolloutPause.self, RolloutResume.self,
            RolloutPromote.self, RolloutAbort.self, RolloutHistory.self, RolloutExplain.self, RolloutCompare.self,
        ]
    )
}
