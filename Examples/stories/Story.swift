package import AviaryControl
package import AviaryCore
package import AviaryTesting

/// One request as a story tells it.
package struct StoryRequest: Sendable {
    /// What is asked.
    package var inputs: [NamedTensor]
    /// What the model answers.
    package var outputs: [NamedTensor]
    /// Who asks; `nil` where nobody can tell.
    package var origin: UInt64?
    /// How wrong the answer was, 0...1, as it turns out later; `nil` where nobody tells.
    package var loss: Double?

    /// Tells a request.
    ///
    /// - Parameters:
    ///   - inputs: what is asked.
    ///   - outputs: what the model answers.
    ///   - origin: who asks.
    ///   - loss: how wrong the answer was.
    package init(inputs: [NamedTensor], outputs: [NamedTensor], origin: UInt64? = nil, loss: Double? = nil) {
        self.inputs = inputs
        self.outputs = outputs
        self.origin = origin
        self.loss = loss
    }
}

/// A world whose truth is known: requests to one model, and how they change once the world has.
package protocol Story: Sendable {
    /// What it is called.
    static var name: String { get }
    /// What the model takes and gives.
    var signature: Signature { get }
    /// What is known of the model.
    var configuration: ModelConfiguration { get }
    /// How many requests a day come.
    var requestsPerDay: Int { get }
    /// What is watched.
    var monitors: [MonitorSpecification] { get }
    /// How sounds and pictures are read.
    var readers: MediaReaders { get }

    /// Makes the next request.
    ///
    /// - Parameters:
    ///   - change: how far the world has changed, 0 for not at all, 1 for wholly.
    ///   - random: where chance comes from.
    /// - Returns: the request.
    /// - Throws: `AviaryError` where a tensor cannot be made.
    mutating func request(change: Double, using random: inout Seeded) throws(AviaryError) -> StoryRequest
}

extension Story {
    package var configuration: ModelConfiguration { ModelConfiguration() }
    package var readers: MediaReaders { MediaReaders() }
}

extension Seeded {
    /// A number of a nearly normal distribution.
    mutating func normal(_ mean: Double = 0, _ deviation: Double = 1) -> Double {
        // The sum of twelve uniform numbers, whose variance is 1.
        mean + deviation * (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
    }

    /// Whether something happens that happens with this probability.
    mutating func happens(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }
}

extension TensorSignature {
    /// A signature with -1 for a free dimension.
    init(_ name: String, _ type: DataType, _ lengths: Int...) {
        self.init(name: name, dataType: type, dimensions: lengths.map { $0 < 0 ? .free(symbol: nil) : .fixed($0) })
    }
}

extension NamedTensor {
    /// One row of numbers.
    static func row(_ name: String, _ numbers: [Double]) throws(AviaryError) -> NamedTensor {
        NamedTensor(
            name: name,
            tensor: try Tensor(numbers.map { Float($0) }, shape: try Shape([1, numbers.count]))
        )
    }
}
