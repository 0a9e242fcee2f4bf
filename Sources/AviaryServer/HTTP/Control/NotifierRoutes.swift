internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Hummingbird

/// Who is told what happens, `/api/v1/notifiers`; a manifest adds and changes them.
struct NotifierRoutes {
    let control: ControlLoop

    func add(to routes: inout Routes) {
        let control = self.control
        routes.on(.get, "/api/v1/notifiers", .everywhere(.review)) { _, _ in
            let notifiers = await control.notified.map(\.json)
            return Response(json: ["notifiers": .array(notifiers)])
        }
        routes.on(.delete, "/api/v1/notifiers/:notifier", .everywhere(.admin)) { request, context in
            try await control.removeNotifier(try request.component("notifier", context))
            return Response(json: ["removed": true])
        }
    }
}

extension NotifierSpecification {
    /// The notifier for programs; `url` and `command` are there where its way has them.
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(self.name)), .init("way", .string(self.way.word)),
        ]
        switch self.way {
        case .webhook(let url), .alertmanager(let url): members.append(.init("url", .string(url)))
        case .command(let arguments): members.append(.init("command", .array(arguments.map { .string($0) })))
        case .log: break
        }
        return .object(
            members + [
                .init("timeout", .string(DurationText.print(self.timeout))),
                .init("severities", .array(self.severities.map { .string($0.rawValue) })),
                .init("events", .array(self.topics.map { .string($0.rawValue) })),
            ]
        )
    }
}
