/// The messages of an ONNX file that lead to tensors with external data, and how they are nested.
///
/// The numbers are those of `onnx.proto`; what is not named here is passed over.
enum ModelMessage {
    case model
    case training
    case graph
    case function
    case node
    case attribute
    case sparseTensor
    case tensor
    /// A key and a value of a tensor's external data.
    case entry

    /// The message that a field of this message holds.
    ///
    /// - Parameter field: the field's number.
    /// - Returns: the message; `nil` for fields that cannot lead to external data.
    func child(_ field: UInt64) -> ModelMessage? {
        switch (self, field) {
        case (.model, 7), (.training, 1), (.training, 2), (.attribute, 6), (.attribute, 11): .graph
        case (.model, 20): .training
        case (.model, 25): .function
        case (.graph, 1), (.function, 7): .node
        case (.graph, 5), (.attribute, 5), (.attribute, 10), (.sparseTensor, 1), (.sparseTensor, 2): .tensor
        case (.graph, 15), (.attribute, 22), (.attribute, 23): .sparseTensor
        case (.node, 5), (.function, 11): .attribute
        case (.tensor, 13): .entry
        default: nil
        }
    }
}
