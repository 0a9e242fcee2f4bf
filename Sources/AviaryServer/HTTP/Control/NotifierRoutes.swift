internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Hummingbird

/// Who is told what happens, `/api/v1/notifiers`; a manifest adds and changes them.
struct NotifierRoutes {
    let control: ControlLoop

    func add(to routes: inout Routes) {
        let control = self.control
        routes.on(.get, "/api/v1/notifiers") { _, _ in
            let notifiers = await control.notified.map { notifier in
                JSONValue.object([
                    .init("name", .string(notifier.name)), .init("url", .string(notifier.url)),
                    .init("timeout", .string(DurationText.print(notifier.timeout))),
                ])
            }
            return Response(json: ["notifiers": .array(notifiers)])
        }
        routes.on(.delete, "/api/v1/notifiers/:notifier") { request, context in
            try await control.removeNotifier(try request.component("notifier", context))
            return Response(json: ["removed": true])
        }
    }
}
