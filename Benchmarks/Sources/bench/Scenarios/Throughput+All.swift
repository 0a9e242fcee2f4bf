extension Throughput {
    /// What a request costs when the model costs nothing.
    static let tiny = Throughput(
        name: "tiny",
        title: "4 numbers in, 3 out, JSON, 64 connections",
        request: .tiny,
        connections: 64,
        lines: [.bareNIO, .aviary("tiny"), .fastAPI("tiny"), .granianASGI("tiny"), .granianRSGI("tiny")],
        budgets: [
            Budget(line: "Aviary", other: "bare NIO", figure: .rate, bound: .atLeast(0.7)),
            Budget(line: "Aviary", other: "FastAPI, 2 workers", figure: .rate, bound: .atLeast(8)),
            Budget(line: "Aviary", other: "Granian ASGI, 2 workers", figure: .rate, bound: .atLeast(3.5)),
            Budget(line: "Aviary", other: "Granian RSGI, 2 workers", figure: .rate, bound: .none),
        ]
    )

    /// What a client waits that asks one thing after the other.
    static let oneConnection = Throughput(
        name: "latency",
        title: "4 numbers in, 3 out, JSON, 1 connection",
        request: .tiny,
        connections: 1,
        lines: [.bareNIO, .aviary("tiny"), .fastAPI("tiny"), .granianASGI("tiny"), .granianRSGI("tiny")],
        budgets: [Budget(line: "Aviary", other: "bare NIO", figure: .p50, bound: .atMost(1.4))]
    )

    /// A model worth serving, and what is won by running requests together.
    static let mlp = Throughput(
        name: "mlp",
        title: "256-512-512-10, JSON, 64 connections",
        request: .mlp,
        connections: 64,
        lines: [
            Line(name: "Aviary, batching on", server: .aviary, model: "mlp-batched"),
            Line(name: "Aviary, batching off", server: .aviary, model: "mlp"),
            .fastAPI("mlp"), .granianASGI("mlp"), .granianRSGI("mlp"),
        ],
        budgets: [
            Budget(line: "Aviary, batching on", other: "FastAPI, 2 workers", figure: .rate, bound: .atLeast(5)),
            Budget(line: "Aviary, batching on", other: "Granian ASGI, 2 workers", figure: .rate, bound: .atLeast(2)),
            Budget(line: "Aviary, batching on", other: "Granian RSGI, 2 workers", figure: .rate, bound: .none),
            Budget(line: "Aviary, batching on", other: "Aviary, batching off", figure: .rate, bound: .atLeast(1.3)),
        ]
    )

    /// What moving bytes costs.
    static let binary = Throughput(
        name: "binary",
        title: "1 MiB in, 1 MiB out, binary, 16 connections",
        request: .mebibyte,
        connections: 16,
        lines: [Line(name: "NIO echo", server: .echo, model: "identity"), .aviary("identity")],
        budgets: [Budget(line: "Aviary", other: "NIO echo", figure: .rate, bound: .atLeast(0.8))]
    )
}

extension Throughput.Line {
    /// Bare NIO with a fixed reply.
    static let bareNIO = Throughput.Line(name: "bare NIO", server: .ceiling, model: "tiny")

    /// Aviary.
    ///
    /// - Parameter model: whose infer path is called.
    /// - Returns: the line.
    static func aviary(_ model: String) -> Throughput.Line {
        Throughput.Line(name: "Aviary", server: .aviary, model: model)
    }

    /// FastAPI.
    ///
    /// - Parameter model: whose infer path is called.
    /// - Returns: the line.
    static func fastAPI(_ model: String) -> Throughput.Line {
        Throughput.Line(name: "FastAPI, 2 workers", server: .fastapi, model: model)
    }

    /// Granian by Python's standard interface.
    ///
    /// - Parameter model: whose infer path is called.
    /// - Returns: the line.
    static func granianASGI(_ model: String) -> Throughput.Line {
        Throughput.Line(name: "Granian ASGI, 2 workers", server: .granianASGI, model: model)
    }

    /// Granian by its own interface.
    ///
    /// - Parameter model: whose infer path is called.
    /// - Returns: the line.
    static func granianRSGI(_ model: String) -> Throughput.Line {
        Throughput.Line(name: "Granian RSGI, 2 workers", server: .granianRSGI, model: model)
    }
}
