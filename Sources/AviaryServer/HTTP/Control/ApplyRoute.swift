internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Hummingbird

/// Makes everything what a manifest says that it should be: `POST /api/v1/apply`.
struct ApplyRoute {
    let control: ControlLoop

    func add(to routes: inout Routes) {
        let control = self.control
        routes.on(.post, "/api/v1/apply", .role(.operate)) { request, context in
            let asked = try await ControlRequest(request, context)
            let documents = try ManifestText.parse(try asked.text, file: asked.parameter("file") ?? "body")
            let isTrial = try asked.flag("dryRun")
            for document in documents {
                switch document {
                case .endpoint(let specification):
                    let before = await control.endpoint(specification.name)
                    try context.principal.require(applying: specification, before: before)
                case .notifier(let specification): try context.principal.require(applying: specification)
                }
            }
            let asking = Asking(actor: asked.actor)
            var results: [JSONValue] = []
            // All are tried before any is made so: a file with one mistake changes nothing.
            for isTrial in isTrial ? [true] : [true, false] {
                results = []
                for document in documents {
                    switch document {
                    case .endpoint(let specification):
                        results.append(try await control.apply(specification, isTrial: isTrial, asking).json)
                    case .notifier(let specification):
                        let change = try await control.apply(specification, isTrial: isTrial)
                        results.append(["notifier": .string(specification.name), "change": .string(change)])
                    }
                }
            }
            return Response(json: ["dryRun": .bool(isTrial), "results": .array(results)])
        }
    }
}
