import ArgumentParser
import AviaryCore

/// Groups the commands about API keys.
struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list, replace and revoke the keys by which a server tells who asks.",
        discussion: """
            The first key is made while no server runs, in the file that keeps its state; more are made by asking it:

              aviary keys create --role admin --database models/.aviary/aviary.sqlite > admin.key
              export AVIARY_KEY=$(cat admin.key)
              aviary keys create --role predict --endpoint fraud --expires 90d --name checkout
              aviary keys list
              aviary keys rotate avk_1a2B3c4D --grace 1h
              aviary keys revoke avk_1a2B3c4D

            Roles: predict asks models; review also looks at what is watched and decided; operate also changes endpoints, \
            rollouts and models; admin also gives and takes keys, names programs to run and erases data. As soon as there is \
            a key the server asks everybody for one; programs send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.
            """,
        subcommands: [KeyCreate.self, KeyList.self, KeyRotate.self, KeyRevoke.self]
    )
}

/// A key as the server tells of it.
struct KeyView {
    private let json: JSONValue

    /// Takes what a server said of a key.
    init(_ json: JSONValue) { self.json = json }

    private func text(_ name: String) -> String? { self.json[name]?.text }

    /// The secret, in the one reply that has it.
    var secret: String { self.text("key") ?? "" }

    /// Who the key is and what it lets do, in a line.
    var summary: String {
        let expires = self.text("expires").map { ", until \($0)" } ?? ""
        let former = self.text("former_until").map { "; the one before holds until \($0)" } ?? ""
        return
            "\(self.text("prefix") ?? "") has the role \(self.text("role") ?? "") at \(self.endpoints)\(expires)\(former)"
            .printable
    }

    private var endpoints: String {
        guard let names = self.json["endpoints"]?.elements else { return "all endpoints" }
        return names.compactMap(\.text).joined(separator: ", ")
    }

    /// A row of a list.
    var row: [Table.Cell] {
        let isExpired = self.json["expired"] == .bool(true)
        return [
            .init(self.text("prefix") ?? ""), .init(self.text("role") ?? ""), .init(self.endpoints),
            .init(RolloutView.time(self.json["created"]), .faint),
            .init(
                self.text("expires") == nil ? "never" : RolloutView.time(self.json["expires"]),
                isExpired ? .bad : nil
            ),
            .init(self.text("last_used") == nil ? "never" : RolloutView.time(self.json["last_used"]), .faint),
            .init(self.text("name") ?? ""),
        ]
    }
}
