/// One operator with its inputs and outputs, `NodeProto`.
struct ONNXNode: Sendable {
    /// The operator, for instance `Conv`.
    let type: String
    /// The node's name, for those who look at the graph.
    let name: String
    /// The tensors that it takes; an empty name stands for one that is left out.
    var inputs: [String]
    /// The tensors that it makes.
    var outputs: [String]
    /// Its settings.
    var attributes: [ONNXAttribute] = []

    /// Writes the node's fields.
    func write(to writer: inout ProtobufWriter) {
        for input in self.inputs { writer.text(1, input) }
        for output in self.outputs { writer.text(2, output) }
        writer.text(3, self.name)
        writer.text(4, self.type)
        for attribute in self.attributes { writer.message(5, attribute.write) }
    }
}

/// One setting of an operator, `AttributeProto`.
struct ONNXAttribute: Sendable {
    /// What a setting may be.
    enum Value: Sendable {
        case float(Float)
        case integer(Int)
        case integers([Int])
        case text(String)
    }

    /// The setting's name.
    let name: String
    /// What it is set to.
    let value: Value

    /// Makes a setting.
    ///
    /// - Parameters:
    ///   - name: the setting's name.
    ///   - value: what it is set to.
    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// Writes the attribute's fields; field 20 says which of the others counts.
    func write(to writer: inout ProtobufWriter) {
        writer.text(1, self.name)
        switch self.value {
        case .float(let number):
            writer.float(2, number)
            writer.integer(20, 1)
        case .integer(let number):
            writer.integer(3, number)
            writer.integer(20, 2)
        case .text(let text):
            writer.text(4, text)
            writer.integer(20, 3)
        case .integers(let numbers):
            for number in numbers { writer.integer(8, number) }
            writer.integer(20, 7)
        }
    }
}
