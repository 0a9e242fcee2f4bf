import AviaryCore
import Testing

@testable import ONNXRuntime

@Suite struct SessionTests {
    @Test func `a signature has names, types, shapes and symbols`() throws {
        let signature = try Fixture.session("linear").signature
        #expect(
            signature.inputs == [
                TensorSignature(name: "x", dataType: .float32, dimensions: [.free(symbol: "batch"), .fixed(3)])
            ]
        )
        #expect(
            signature.outputs == [
                TensorSignature(name: "y", dataType: .float32, dimensions: [.free(symbol: "batch"), .fixed(2)])
            ]
        )
    }

    @Test func `metadata says who made the model and what for`() throws {
        let metadata = try Fixture.session("linear").metadata
        #expect(metadata.producer == "aviary-tests")
        #expect(metadata.graphName == "linear")
        #expect(metadata.domain == "org.aviary.tests")
        #expect(metadata.description == "A small linear layer.")
        #expect(metadata.version == 7)
        #expect(metadata.custom == ["author": "Aviary", "licence": "none", "empty": ""])
    }

    @Test(arguments: [1, 2, 7])
    func `a batch of any size gives the rows that each row gives alone`(rows: Int) throws {
        let session = try Fixture.session("linear")
        let values = (0..<rows * 3).map { Float($0) / 8 }
        let batch = try session.predict([try Tensor(values, shape: try Shape([rows, 3]))], outputs: [0])[0]
        #expect(batch.shape.dimensions == [rows, 2])
        let single = try (0..<rows).flatMap { row in
            let input = try Tensor(Array(values[row * 3..<row * 3 + 3]), shape: [1, 3])
            return try session.predict([input], outputs: [0])[0].values(as: Float.self)
        }
        #expect(batch.values(as: Float.self) == single)
    }

    @Test func `a model from memory gives what the file gives`() throws {
        let environment = try Fixture.environment.get()
        let session = try Session(environment, bytes: try Fixture.bytes("linear"))
        let input = try Tensor([1, 2, 3] as [Float], shape: [1, 3])
        let expected = try Fixture.session("linear").predict([input], outputs: [0])[0].content
        #expect(try session.predict([input], outputs: [0])[0].content == expected)
    }

    @Test func `a scalar has no dimensions`() throws {
        let session = try Fixture.session("scalar")
        let output = try session.predict([try Tensor([2.5] as [Float], shape: [])], outputs: [0])[0]
        #expect(output.shape == [])
        #expect(output.values(as: Float.self) == [-2.5])
    }

    @Test(.enabled(if: Fixture.knowsOpenRanks, "the library is older than 1.24"))
    func `a scalar's dimensions are known to be none`() throws {
        #expect(try Fixture.session("scalar").signature.inputs[0].dimensions == [])
    }

    @Test(arguments: [[], [3], [1, 2, 3]])
    func `an open rank takes any`(dimensions: [Int]) throws {
        let session = try Fixture.session("any-rank")
        #expect(session.signature.inputs[0].dimensions == nil)
        let shape = try Shape(dimensions)
        let input = try Tensor([Float](repeating: 1, count: shape.elementCount), shape: shape)
        #expect(try session.predict([input], outputs: [0])[0].shape == shape)
    }

    @Test func `free dimensions without a symbol are free`() throws {
        let dimensions = try Fixture.session("free").signature.inputs[0].dimensions
        #expect(dimensions == [.free(symbol: "batch"), .free(symbol: nil), .fixed(2)])
    }

    @Test func `outputs come in the order in which they were asked for, also twice`() throws {
        let session = try Fixture.session("two-outputs")
        let inputs = [try Tensor([5, 7] as [Int32]), try Tensor([1, 2] as [Int32])]
        let values = { (outputs: [Int]) in
            try session.predict(inputs, outputs: outputs).map { $0.values(as: Int32.self) }
        }
        #expect(try values([0, 1]) == [[4, 5], [6, 9]])
        #expect(try values([1]) == [[6, 9]])
        #expect(try values([1, 0, 1]) == [[6, 9], [4, 5], [6, 9]])
        #expect(try values([]) == [])
    }

    @Test func `initializers that may be overridden are not inputs`() throws {
        let session = try Fixture.session("overridable")
        #expect(session.inputs.map(\.name) == ["x"])
        let output = try session.predict([try Tensor([1, 1] as [Float])], outputs: [0])[0]
        #expect(output.values(as: Float.self) == [1.5, 0.5])
    }

    @Test func `outputs that are the input or a weight outlive request and session`() throws {
        var session: Session? = try Fixture.session("handed-through")
        var input: Tensor? = try Tensor([3, 4] as [Float])
        let outputs = try session!.predict([input!], outputs: [0, 1, 2])
        session = nil
        input = nil
        #expect(outputs.map { $0.values(as: Float.self) } == [[-3, -4], [3, 4], [1, 2]])
    }

    @Test func `one session serves many threads at once`() async throws {
        let session = try Fixture.session("two-outputs")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 as Range<Int32> {
                group.addTask {
                    for round in 0..<200 as Range<Int32> {
                        let inputs = [try Tensor([worker, round]), try Tensor([round, worker])]
                        let outputs = try session.predict(inputs, outputs: [1, 0], cancellation: Cancellation())
                        #expect(outputs[0].values(as: Int32.self) == [worker + round, worker + round])
                        #expect(outputs[1].values(as: Int32.self) == [worker - round, round - worker])
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
