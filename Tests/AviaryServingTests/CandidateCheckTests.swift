import AviaryCore
import AviaryServing
import Testing

/// What a candidate must show before it gets a request.
struct CandidateCheckTests {
    /// A model whose one output says what the test says.
    private struct Fixed: Backend {
        var signature = Signature(
            inputs: [TensorSignature(name: "x", dataType: .float32, dimensions: [.free(symbol: nil)])],
            outputs: [TensorSignature(name: "y", dataType: .float32, dimensions: [.free(symbol: nil)])]
        )
        let answer: Result<Float, AviaryError>

        func run(_ inputs: [Tensor], outputs: [Int], control: RunControl?) throws(AviaryError) -> [Tensor] {
            let number = try self.answer.get()
            return try outputs.map { _ throws(AviaryError) in try Tensor([number]) }
        }
    }

    private static func check(
        _ candidate: Fixed,
        _ stable: Result<Float, AviaryError>
    ) throws -> Result<[String], AviaryError> {
        let (candidate, stable) = (try engine(candidate), try engine(Fixed(answer: stable)))
        do throws(AviaryError) {
            return .success(try CandidateCheck.run(candidate, against: stable))
        } catch {
            return .failure(error)
        }
    }

    private static let broken = AviaryError(.modelFailed, "boom")

    @Test func `one that fits and answers passes, however stable does`() throws {
        for stable in [.success(1), .success(.nan), .failure(Self.broken)] as [Result<Float, AviaryError>] {
            #expect(try Self.check(Fixed(answer: .success(2)), stable) == .success([]))
        }
    }

    @Test func `an output that is not finite is named, where stable's is`() throws {
        let outcome = try Self.check(Fixed(answer: .success(.nan)), .success(1))
        #expect(throws: AviaryError.self) { try outcome.get() }
        let words = "version 1: output 'y' is not finite for a warm-up, stable's is"
        #expect(outcome == .failure(AviaryError(.invalidArgument, words)))
    }

    @Test func `a failure is told, where stable answers`() throws {
        let outcome = try Self.check(Fixed(answer: .failure(Self.broken)), .success(1))
        let words = "version 1 fails a warm-up that stable answers: boom"
        #expect(outcome == .failure(AviaryError(.modelFailed, words)))
    }

    @Test func `what stable does no better is a note`() throws {
        let infinite = try Self.check(Fixed(answer: .success(.infinity)), .success(.nan)).get()
        #expect(infinite == ["output 'y' is not finite for a warm-up, as stable's"])
        let failing = try Self.check(Fixed(answer: .failure(Self.broken)), .failure(Self.broken)).get()
        #expect(failing == ["a warm-up fails, and with stable as well: boom"])
        let odd = try Self.check(Fixed(answer: .success(.nan)), .failure(Self.broken)).get()
        #expect(odd == ["output 'y' is not finite for a warm-up that stable fails"])
    }

    @Test func `an output of its own must be finite as well`() throws {
        let known = Fixed(answer: .success(.nan))
        var candidate = known
        candidate.signature = Signature(
            inputs: known.signature.inputs,
            outputs: known.signature.outputs + [TensorSignature(name: "z", dataType: .float32, dimensions: nil)]
        )
        let words = "version 1: output 'z' is not finite for a warm-up"
        #expect(try Self.check(candidate, .success(.nan)) == .failure(AviaryError(.invalidArgument, words)))
    }

    @Test func `all tensors that differ are told at once, and nothing is run`() throws {
        let type = TensorSignature(name: "x", dataType: .float64, dimensions: [.free(symbol: nil)])
        let candidate = Fixed(signature: Signature(inputs: [type], outputs: []), answer: .failure(Self.broken))
        let outcome = try Self.check(candidate, .success(1))
        guard case .failure(let error) = outcome else { return #expect(Bool(false)) }
        #expect(error.code == .invalidArgument)
        #expect(
            error.message.contains("'x': stable takes FP32 [-1], the candidate FP64 [-1]; output 'y': stable gives")
        )
    }
}
