import AviaryCore
import InMemoryLogging
import Logging
import Testing

@testable import ONNXRuntime

@Suite struct FailureTests {
    @Test(arguments: [
        ("absent", RuntimeError.Code.noSuchFile, "absent.onnx"),
        ("garbage", .invalidProtobuf, "Protobuf parsing failed"),
        ("unknown-operator", .invalidGraph, "Teleport"),
    ])
    func `a model that cannot be loaded says why`(model: String, code: RuntimeError.Code, words: String) {
        let error = failure { try Fixture.session(model) }
        #expect(error?.code == code)
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test func `bytes that are no model say so`() throws {
        let environment = try Fixture.environment.get()
        #expect(failure { try Session(environment, bytes: []) } != nil)
        let garbage = try Fixture.bytes("garbage")
        #expect(failure { try Session(environment, bytes: garbage) }?.code == .invalidProtobuf)
    }

    @Test func `a model that was cut off is an error, or a smaller model, but never a crash`() throws {
        let environment = try Fixture.environment.get()
        let whole = try Fixture.bytes("zipmap-string")
        for length in stride(from: 0, to: whole.count, by: 5) {
            do {
                _ = try Session(environment, bytes: Array(whole[..<length]))
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
    }

    @Test func `a missing input is noticed before the model runs`() throws {
        let session = try Fixture.session("two-outputs")
        let error = failure { try session.predict([try Tensor([1] as [Int32])], outputs: [0]) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message == "the model takes 2 inputs ('a', 'b'), got 1")
    }

    @Test func `a wrong type or shape is the caller's fault`() throws {
        let session = try Fixture.session("linear")
        let type = failure { try session.predict([try Tensor([1, 2, 3] as [Double], shape: [1, 3])], outputs: [0]) }
        #expect(type?.code == .invalidArgument)
        #expect(type?.message.contains("expected: (tensor(float))") == true)
        let shape = failure { try session.predict([try Tensor([1, 2] as [Float], shape: [1, 2])], outputs: [0]) }
        #expect(shape?.code == .invalidArgument)
        let rank = failure { try session.predict([try Tensor([1, 2, 3] as [Float], shape: [3])], outputs: [0]) }
        #expect(rank?.code == .invalidArgument)
        #expect(rank.map(AviaryError.init)?.message.hasPrefix("INVALID_ARGUMENT: Invalid rank") == true)
    }

    @Test func `a kernel that fails is an error, and the session goes on`() throws {
        let session = try Fixture.session("gather")
        let error = failure { try session.predict([try Tensor([9] as [Int64])], outputs: [0]) }
        #expect(error?.message.contains("Gather") == true)
        #expect(try session.predict([try Tensor([3, 0] as [Int64])], outputs: [0])[0].shape == [2])
    }

    @Test func `an unknown execution provider is told with those that are there`() {
        var options = SessionOptions()
        options.executionProviders = [ExecutionProvider("abacus")]
        let error = failure { try Fixture.session("linear", options: options) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("no execution provider 'abacus'") == true)
        #expect(error?.message.contains("CPUExecutionProvider") == true)
    }

    @Test(arguments: ["cpu", "CPU", "CPUExecutionProvider"])
    func `the CPU may be named in any way`(name: String) throws {
        var options = SessionOptions()
        options.executionProviders = [ExecutionProvider(name)]
        options.intraOpThreads = 2
        let session = try Fixture.session("linear", options: options)
        #expect(try session.predict([try Tensor([1, 2, 3] as [Float], shape: [1, 3])], outputs: [0]).count == 1)
    }

    @Test(arguments: [0, -1, 1 << 40])
    func `a number of threads that cannot be is refused`(threads: Int) {
        var options = SessionOptions()
        options.intraOpThreads = threads
        #expect(failure { try Fixture.session("linear", options: options) }?.code == .invalidArgument)
    }

    @Test func `every code of the runtime has a name, and those to come have one too`() {
        #expect(RuntimeError.Code(number: 1) == .fail)
        #expect(RuntimeError.Code(number: 10) == .invalidGraph)
        #expect(RuntimeError.Code(number: 15) == .deviceReset)
        for number in [0, 16, -1, Int32.min, .max] as [Int32] { #expect(RuntimeError.Code(number: number) == .unknown) }
        for code in RuntimeError.Code.allCases { #expect(!AviaryError(RuntimeError(code, "x")).message.isEmpty) }
    }
}

/// The runtime's log belongs to the process, so only one test may redirect it.
@Suite(.serialized) struct RuntimeLogTests {
    @Test func `an error of a run is thrown and not logged as well, unless that is wanted`() throws {
        // The environment of the other tests must not be made later, or it would take the log back.
        _ = try Fixture.environment.get()
        let handler = InMemoryLogHandler()
        let logger = Logger(label: "runtime") { _ in handler }
        let environment = try Environment(library: try Fixture.library.get(), logger: logger)
        let wrong = [try Tensor([99] as [Int64])]

        let quiet = try Session(environment, path: Fixture.path("gather"))
        #expect(failure { try quiet.predict(wrong, outputs: [0]) } != nil)
        #expect(failure { try quiet.predict(wrong, outputs: [0], cancellation: Cancellation()) } != nil)
        #expect(handler.entries.allSatisfy { !"\($0.message)".contains("idx=99") })

        var options = SessionOptions()
        options.logSeverity = .error
        let loud = try Session(environment, path: Fixture.path("gather"), options: options)
        #expect(failure { try loud.predict(wrong, outputs: [0]) } != nil)
        #expect(handler.entries.contains { $0.level == .error && "\($0.message)".contains("idx=99") })
    }
}
