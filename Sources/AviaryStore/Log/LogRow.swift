package import AviaryCore

/// A prediction as the log keeps it: nothing is left of it that its endpoint's plan does not let be stored.
package struct LogRow: Sendable, Hashable {
    /// What became of the request.
    package enum Decision: Sendable, Hashable, CustomStringConvertible {
        /// The version answered.
        case served
        /// Stable answered in the candidate's place.
        case fellBack
        /// It failed, for this reason.
        case failed(AviaryError.Code)

        /// The word that stands in the log: `served`, `fell-back` or `failed:CODE`.
        package var description: String {
            switch self {
            case .served: "served"
            case .fellBack: "fell-back"
            case .failed(let code): "failed:\(code.rawValue)"
            }
        }
    }

    /// How much of a request's or a reply's tensors is kept.
    package enum Extent: String, Sendable, Hashable {
        /// All of them, so that a request with them is the same request.
        case whole
        /// Some values were dropped, hashed or masked, or JSON cannot say them.
        case reduced
        /// None: they are larger than the limit.
        case tooLarge = "too-large"
        /// There are none.
        case none
    }

    /// Tensors as text.
    package struct Payload: Sendable, Hashable {
        /// The list of tensors as the Open Inference Protocol has it, as JSON; `nil` where it is left out.
        package let json: String?
        /// How much of them it is.
        package let extent: Extent

        /// Makes a payload.
        ///
        /// - Parameters:
        ///   - json: the list of tensors as JSON.
        ///   - extent: how much of them it is.
        package init(_ json: String?, _ extent: Extent) {
            self.json = json
            self.extent = extent
        }
    }

    /// Where it stands in the log, from 1, in the order of writing; 0 before it is written.
    package var number: Int64 = 0
    /// The prediction's name.
    package let id: PredictionID
    /// When the request arrived.
    package let at: Timestamp
    /// What the client called.
    package let endpoint: ModelName
    /// The model behind the endpoint.
    package let model: ModelName
    /// The version that answered, or failed.
    package let version: VersionNumber
    /// As what it answered.
    package let role: Role
    /// What became of it, as ``Decision`` writes it.
    package let decision: String
    /// From the request's arrival to the answer, in nanoseconds.
    package let latency: UInt64
    /// The request's parameters as a JSON object; `nil` where it has none that may be stored.
    package let parameters: String?
    /// The request's tensors.
    package let inputs: Payload
    /// The reply's tensors.
    package let outputs: Payload
    /// The keyed hash of whose data it is; `nil` where that is not known.
    package let subject: [UInt8]?

    /// About how many bytes the row takes in the file, its entries in indexes among them.
    package var size: Int {
        let payload = (self.inputs.json?.utf8.count ?? 0) + (self.outputs.json?.utf8.count ?? 0)
        return 160 + 2 * self.endpoint.rawValue.utf8.count + 2 * (self.subject?.count ?? 0)
            + (self.parameters?.utf8.count ?? 0) + payload
    }
}
