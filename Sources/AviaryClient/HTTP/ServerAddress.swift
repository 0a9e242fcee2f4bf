internal import AviaryCore
internal import FoundationEssentials

/// Where the server is: the part of every URL that comes before the protocol's own path.
struct ServerAddress: Sendable {
    /// Scheme, host, port and perhaps a path, without a slash at the end.
    let base: String

    /// Checks an address.
    ///
    /// - Parameter text: a URL, or host and port alone.
    /// - Throws: ``ClientError`` that says how an address is written.
    init(_ text: String) throws(ClientError) {
        var base = text.contains("://") ? text : "http://" + text
        while base.hasSuffix("/") { base.removeLast() }
        guard let url = URLComponents(string: base), let scheme = url.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = url.host, !host.isEmpty,
            url.query == nil, url.fragment == nil, url.user == nil, (1...65535).contains(url.port ?? 80)
        else {
            throw ClientError(
                .invalidRequest,
                "a server's URL is http or https, a host and perhaps a port and a path, got '\(text)'",
                remedy: "write for instance http://localhost:8000"
            )
        }
        self.base = base
    }
}

/// The path of a call, put together from segments that may hold any characters.
struct CallPath: Sendable, CustomStringConvertible {
    private(set) var description: String

    /// A path of which every character is plain.
    init(_ plain: StaticString) { self.description = "\(plain)" }

    /// The path of a model, or of one of its versions.
    ///
    /// - Throws: ``ClientError`` for a name that no path can have.
    init(model: String, version: String? = nil) throws(ClientError) {
        self.init("/v2/models")
        try self.append(model, "a model's name")
        if let version {
            self.append("versions")
            try self.append(version, "a version")
        }
    }

    /// Adds a segment of plain characters.
    mutating func append(_ plain: StaticString) { self.description += "/\(plain)" }

    /// Adds a segment that came from outside.
    mutating func append(_ segment: String, _ what: StaticString) throws(ClientError) {
        // Such segments are empty or mean a directory, so they would lead to another route.
        guard !["", ".", ".."].contains(segment) else {
            throw ClientError(.invalidRequest, "\(what) is a word, got '\(segment)'")
        }
        self.description += "/"
        self.description += segment.percentEncoded
    }

    /// Ends the path with a query.
    mutating func append(query: [(name: String, value: String)]) {
        for (index, item) in query.enumerated() {
            self.description += index == 0 ? "?" : "&"
            self.description += item.name.percentEncoded
            self.description += "="
            self.description += item.value.percentEncoded
        }
    }
}
