internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What Aviary shows in a browser of its own accord.
///
/// The files lie beside this one and are embedded in the program.
enum Page: CaseIterable {
    /// Where to go from here.
    case start
    /// Finding things on a picture.
    case trial
    /// How both look.
    case style
    /// What ``trial`` does.
    case script
    /// The bird in the browser's tab.
    case icon

    /// Where it is; ``start`` shares `/` with the sign of life that programs get there.
    var path: String {
        switch self {
        case .start: "/"
        case .trial: "/try"
        case .style: "/try/page.css"
        case .script: "/try/page.js"
        case .icon: "/try/icon.svg"
        }
    }

    /// The page, as a reply.
    var response: Response {
        var headers: HTTPFields = [.contentType: self.contentType, .cacheControl: "no-cache"]
        headers[.contentSecurityPolicy] = Page.contentSecurityPolicy
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: self.content)))
    }

    /// Everything from this server; pictures also from the browser's memory.
    private static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private var contentType: String {
        switch self {
        case .start, .trial: "text/html; charset=utf-8"
        case .style: "text/css; charset=utf-8"
        case .script: "text/javascript; charset=utf-8"
        case .icon: "image/svg+xml"
        }
    }

    private var content: [UInt8] {
        switch self {
        case .start: PackageResources.start_html
        case .trial: PackageResources.try_html
        case .style: PackageResources.try_css
        case .script: PackageResources.try_js
        case .icon: PackageResources.icon_svg
        }
    }
}
