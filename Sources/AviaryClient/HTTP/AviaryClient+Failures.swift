internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1

extension AviaryClient {
    /// Says what became of a call of which no whole reply came.
    ///
    /// - Parameters:
    ///   - error: what the HTTP client threw.
    ///   - call: what was sent, or was to be sent.
    ///   - timeout: how long it had.
    /// - Returns: the error with words and a remedy.
    func failure(_ error: any Error, call: Call, timeout: Duration) -> ClientError {
        switch error {
        case is NIOTooManyBytesError:
            ClientError(
                .replyTooLarge,
                "expected at most \(self.options.maximumReplyBytes) bytes in reply to \(call), more came",
                remedy: "ask for fewer rows or outputs, or raise maximumReplyBytes"
            )
        case is CancellationError:
            ClientError(.cancelled, "\(call) was cancelled")
        case is TimedOut:
            ClientError(
                .timedOut,
                "expected a reply to \(call) within \(timeout), none was there",
                remedy: "allow more time, or send fewer rows"
            )
        case let error as HTTPClientError:
            self.failure(error, call: call, timeout: timeout)
        case let error as HTTPParserError where error != .invalidEOFState:
            ClientError(.malformedReply, "expected an HTTP reply to \(call), got: \(error)")
        case let error as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
            self.connectionFailure(error.description)
        case is HTTPParserError, is IOError, is ChannelError:
            ClientError(
                .connectionLost,
                "expected a whole reply to \(call), \(self.address.base) closed the connection (\(error))",
                remedy: "see the server's log, then send the request again"
            )
        default:
            // What is left comes from looking up the host, connecting and TLS, before anything is sent.
            self.connectionFailure("\(error)")
        }
    }

    private func failure(_ error: HTTPClientError, call: Call, timeout: Duration) -> ClientError {
        switch error {
        case .cancelled:
            self.failure(CancellationError(), call: call, timeout: timeout)
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            self.failure(TimedOut(), call: call, timeout: timeout)
        case .remoteConnectionClosed:
            self.failure(ChannelError.eof, call: call, timeout: timeout)
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .socksHandshakeTimeout,
            .httpProxyHandshakeTimeout, .invalidProxyResponse, .proxyAuthenticationRequired:
            self.connectionFailure(error.shortDescription)
        case .alreadyShutdown:
            ClientError(.shutDown, "the client was shut down before \(call)", remedy: "make a new client")
        default:
            ClientError(.malformedReply, "expected an HTTP reply to \(call), got: \(error.shortDescription)")
        }
    }

    private func connectionFailure(_ reason: String) -> ClientError {
        ClientError(
            .connectionFailed,
            "expected a server at \(self.address.base), no connection came about (\(reason))",
            remedy: "check the URL and that the server runs"
        )
    }
}
