/// An infer request that was written down to be made again, and what is known to be right.
package struct RecordedRequest: Sendable {
    /// The request.
    package let request: InferenceRequest
    /// By output what a version should have said: an element, or a list of one a row.
    package let labels: [Labels]

    /// What is right for one output.
    package struct Labels: Sendable, Hashable {
        /// The output's name.
        package let output: String
        /// One a row.
        package let values: [JSONValue]
    }

    /// Decodes a record: an infer request of the Open Inference Protocol as JSON, or an object with that as its member `request`
    /// and, perhaps, `labels`.
    ///
    /// - Parameter json: the record.
    /// - Returns: the record.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that says what was expected and what came.
    package static func decode(_ json: RawSpan) throws(AviaryError) -> RecordedRequest {
        var reader = JSONReader(json)
        var request: Range<Int>?
        var labels: JSONValue?
        try reader.object { reader, key throws(AviaryError) in
            if reader.names(key, "request") {
                guard request == nil else { throw reader.malformed("the member 'request' occurs twice") }
                _ = reader.peek()
                let start = reader.index
                try reader.skip()
                request = start..<reader.index
            } else if reader.names(key, "labels") {
                guard labels == nil else { throw reader.malformed("the member 'labels' occurs twice") }
                labels = try reader.value()
            } else {
                try reader.skip()
            }
        }
        try reader.end()
        guard let request else {
            guard labels == nil else { throw AviaryError(.invalidArgument, "there are 'labels' but no 'request'") }
            return RecordedRequest(request: try RequestDecoder.decode(json), labels: [])
        }
        return RecordedRequest(
            request: try RequestDecoder.decode(json.extracting(request)),
            labels: try Self.labels(labels ?? [:])
        )
    }

    private static func labels(_ json: JSONValue) throws(AviaryError) -> [Labels] {
        guard case .object(let members) = json else {
            throw AviaryError(.invalidArgument, "'labels' is an object with a member for each output")
        }
        var labels: [Labels] = []
        for member in members {
            let values = if case .array(let values) = member.value { values } else { [member.value] }
            for value in values {
                switch value {
                case .bool, .number, .string: continue
                case .null, .array, .object:
                    throw AviaryError(
                        .invalidArgument,
                        "labels of '\(member.name)': a label is a text, a number or a truth value"
                    )
                }
            }
            labels.append(Labels(output: member.name, values: values))
        }
        return labels
    }
}
