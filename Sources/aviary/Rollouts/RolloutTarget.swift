import ArgumentParser
import AviaryClient
import AviaryCore
import Foundation

/// Which rollout a command is about, and which server knows it.
struct RolloutTarget: ParsableArguments {
    @Argument(help: "The rollout's id, or the endpoint whose rollout is meant.") var rollout: String
    @OptionGroup var address: ServerAddressFlags

    /// Tells a rollout something.
    ///
    /// - Parameters:
    ///   - wish: the last part of the path.
    ///   - body: what is said with it.
    ///   - isJSON: print the reply as it is.
    /// - Throws: what the server refuses.
    func tell(_ wish: String, _ body: JSONValue, isJSON: Bool) async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.post, "rollouts", self.rollout, wish)
            call.body = body.serialized()
            call.actor = Person.name
            call.idempotencyKey = UUID().uuidString
            let reply = try await client.control(call)
            if isJSON {
                try StandardOutput.write(reply)
            } else {
                try StandardOutput.write(RolloutView(reply).headline + "\n")
            }
        }
    }
}

/// Who types.
enum Person {
    /// The name of the user, for the log.
    static var name: String {
        let name = NSUserName()
        return name.isEmpty ? "somebody" : name
    }
}
