public import AsyncHTTPClient
internal import AviaryCore
internal import NIOCore

/// A client of a server that speaks the Open Inference Protocol over HTTP, such as Aviary.
///
/// The client is a value that may be copied and used by any number of tasks at once; its copies share connections.
/// Every call has a timeout, replies are bounded, and calls that are safe to repeat are repeated as
/// ``Options/retry`` says.
///
/// ```swift
/// try await AviaryClient.withClient(url: "http://localhost:8000") { client in
///     let flower = try Tensor([5.1, 3.5, 1.4, 0.2] as [Float], shape: [1, 4])
///     let reply = try await client.infer("iris", inputs: [NamedTensor(name: "x", tensor: flower)])
///     print(try reply.values(of: "probabilities", as: Float.self))
/// }
/// ```
public struct AviaryClient: Sendable {
    /// What may be chosen.
    public struct Options: Sendable, Hashable {
        /// How long one attempt may take, from connecting to the last byte of the reply; at most a day.
        public var timeout: Duration = .seconds(30)
        /// The most bytes that a reply may have; at most 1 GiB.
        public var maximumReplyBytes = 256 << 20
        /// By what the client shows who it is; `nil` for a server that asks nobody.
        public var credential: Credential?
        /// When a call that is safe to repeat is tried again.
        public var retry = RetryPolicy()

        /// The options that suit most: 30 s, 256 MiB, four attempts.
        public init() {}
    }

    /// The choices that were made.
    public let options: Options
    let address: ServerAddress
    let http: HTTPClient
    let clock: any Clock<Duration>
    private let ownsHTTP: Bool

    /// Makes a client; no connection is opened before the first call.
    ///
    /// - Parameters:
    ///   - url: where the server is, such as `http://localhost:8000`; a path before the protocol's own is kept. Without
    ///     a scheme it is `http`.
    ///   - options: timeouts, limits and retries.
    ///   - httpClient: whose connections to use; the caller shuts it down. Without one the client has its own, and
    ///     ``shutdown()`` must be called.
    /// - Throws: ``ClientError`` with code `invalidRequest` for what is not such a URL.
    public init(url: String, options: Options = Options(), httpClient: HTTPClient? = nil) throws(ClientError) {
        try self.init(url: url, options: options, httpClient: httpClient, clock: ContinuousClock())
    }

    /// Makes a client that waits on the given clock before it tries again.
    package init(
        url: String,
        options: Options,
        httpClient: HTTPClient? = nil,
        clock: any Clock<Duration>
    ) throws(ClientError) {
        self.address = try ServerAddress(url)
        self.options = options
        self.clock = clock
        self.ownsHTTP = httpClient == nil
        self.http = httpClient ?? HTTPClient(configuration: Self.configuration)
    }

    /// Retries and time limits are ours, and a redirect would turn a request into another.
    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// Closes the client's own connections; connections of an HTTP client that was passed in stay open.
    ///
    /// - Throws: ``ClientError`` with code `shutDown` when it was shut down before.
    public func shutdown() async throws(ClientError) {
        guard self.ownsHTTP else { return }
        do {
            try await self.http.shutdown()
        } catch {
            throw ClientError(.shutDown, "the client cannot be shut down: \(error)", remedy: "shut it down once")
        }
    }

    /// Makes a client, lends it to a closure, and shuts it down.
    ///
    /// - Parameters:
    ///   - url: where the server is, such as `http://localhost:8000`.
    ///   - options: timeouts, limits and retries.
    ///   - body: uses the client, which must not be used after it.
    /// - Returns: what the closure returns.
    /// - Throws: ``ClientError`` for what is not a URL, and what the closure throws.
    public static func withClient<Result: Sendable>(
        url: String,
        options: Options = Options(),
        _ body: (AviaryClient) async throws -> Result
    ) async throws -> Result {
        let client = try AviaryClient(url: url, options: options)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}
