internal import AviaryCore
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Server-sent events: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
enum ServerSentEvents {
    /// What such a reply says it is.
    static let contentType = "text/event-stream"

    /// A comment, which clients pass over: it keeps connections open, and finds those that are gone.
    static let signOfLife = ByteBuffer(string: ":\n\n")

    /// An event.
    ///
    /// - Parameters:
    ///   - name: its kind.
    ///   - id: where a client that comes back goes on.
    ///   - data: what it says.
    /// - Returns: the event as it goes over the wire.
    static func event(_ name: String, id: String, _ data: JSONValue) -> ByteBuffer {
        var text = ByteBuffer(string: "id: \(id)\nevent: \(name)\ndata: ")
        // JSON text has no line ends of its own.
        text.writeBytes(data.serialized())
        text.writeString("\n\n")
        return text
    }

    /// A reply that goes on.
    ///
    /// - Parameter body: writes events until there are no more.
    /// - Returns: the reply.
    static func response(
        _ body: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: Self.contentType, .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await body(&writer)
                try await writer.finish(nil)
            }
        )
    }
}
