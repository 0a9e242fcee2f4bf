internal import AviaryControl
internal import AviaryCore
internal import HTTPTypes
internal import Hummingbird

/// The pages, and at `/` for programs a sign of life that says where to read on.
struct PageRoutes {
    func add(to routes: inout Routes) {
        for page in Page.allCases where page != .start {
            routes.on(.get, page.path, .open) { _, _ in page.response }
        }
        routes.on(.get, Page.start.path, .open) { request, _ in
            // Browsers ask for HTML by name; programs ask for anything or for JSON.
            let wantsPage = request.headers[.accept]?.lowercased().contains("text/html") ?? false
            var response =
                wantsPage
                ? Page.start.response
                : Response(json: [
                    // V1 clients look for this word.
                    "status": "alive", "message": "Aviary is running and the interface works.",
                    "docs": "/docs", "openapi": "/openapi.json", "try": "/try",
                ])
            response.headers[.vary] = "accept"
            return response
        }
    }
}
