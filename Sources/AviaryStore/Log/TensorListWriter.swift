internal import AviaryCore

/// Writes tensors as the Open Inference Protocol's list of them.
struct TensorListWriter {
    /// What is written so far.
    private(set) var text: [UInt8] = [UInt8(ascii: "[")]
    /// Whether a request with the list has the same tensors.
    var isWhole = true

    /// Writes a tensor as it is.
    ///
    /// - Parameter tensor: the tensor.
    mutating func write(_ tensor: NamedTensor) {
        self.begin(tensor)
        let (elements, isExact) = tensor.tensor.logText
        if !isExact { self.isWhole = false }
        self.text += ",\"data\":[".utf8
        self.text += elements
        self.text += "]}".utf8
    }

    /// Writes that a tensor was there, and what stands for its elements.
    ///
    /// - Parameters:
    ///   - tensor: the tensor.
    ///   - state: what became of the elements, as the parameter `log` says it.
    ///   - elements: what stands in their place, if anything does.
    mutating func write(_ tensor: NamedTensor, _ state: String, _ elements: [String]?) {
        self.isWhole = false
        self.begin(tensor)
        self.text += ",\"parameters\":{\"log\":\"\(state)\"}".utf8
        if let elements {
            self.text += ",\"data\":".utf8
            self.text += JSONValue.array(elements.map { .string($0) }).serialized()
        }
        self.text.append(UInt8(ascii: "}"))
    }

    /// Ends the list.
    ///
    /// - Returns: the list as JSON.
    consuming func finish() -> String {
        self.text.append(UInt8(ascii: "]"))
        return String(decoding: self.text, as: UTF8.self)
    }

    private mutating func begin(_ tensor: NamedTensor) {
        if self.text.count > 1 { self.text.append(UInt8(ascii: ",")) }
        self.text += "{\"name\":".utf8
        self.text += JSONValue.string(tensor.name).serialized()
        self.text += ",\"datatype\":\"".utf8
        self.text += tensor.tensor.dataType.rawValue.utf8
        self.text += "\",\"shape\":[".utf8
        for (index, length) in tensor.tensor.shape.dimensions.enumerated() {
            if index > 0 { self.text.append(UInt8(ascii: ",")) }
            self.text += String(length).utf8
        }
        self.text.append(UInt8(ascii: "]"))
    }
}
