public import AviaryCore

/// The inputs of a model as somebody writes them on a command line: `name=value`.
///
/// | value | what it is |
/// | --- | --- |
/// | `1,2.5,nan` | numbers or truth values, row by row |
/// | `[[1, 2], [3, 4]]` | a JSON array; its nesting is the shape |
/// | `some text` | one element, for an input of type BYTES |
/// | `@file.json` | a JSON array, or an object of `datatype`, `shape` and `data` |
/// | `@file.npy` | a NumPy array |
/// | `@-` | JSON, which the caller reads from standard input |
///
/// A file without a name before it, `@file`, is an array for the only input of a model, an object with a member for each
/// input, or a whole request of the Open Inference Protocol.
///
/// Values are converted to the input's type where nothing but precision is lost. Where the model leaves the first
/// dimension free, a single row may be given without it. A text that begins with `@` or `[` is written as a JSON array:
/// `["@home"]`.
public enum InputText {
    /// Makes the inputs of a request.
    ///
    /// - Parameters:
    ///   - texts: one `name=value` for each input, in any order.
    ///   - inputs: what the model takes.
    ///   - readFile: gives all bytes of the file that a value names.
    /// - Returns: one tensor for each input, in the model's order.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that names the input and says what was expected and what
    ///   came, and what the closure throws.
    public static func tensors(
        from texts: [String],
        for inputs: [TensorMetadata],
        readFile: (_ path: String) throws(AviaryError) -> [UInt8]
    ) throws(AviaryError) -> [NamedTensor] {
        var tensors: [String: Tensor] = [:]
        for text in texts {
            if text.hasPrefix("@") {
                for (name, tensor) in try WholeFile.tensors(text.dropFirst(), for: inputs, readFile) {
                    guard tensors.updateValue(tensor, forKey: name) == nil else {
                        throw AviaryError(.invalidArgument, "input '\(name)' is given twice")
                    }
                }
                continue
            }
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw AviaryError(.invalidArgument, "an input is written name=value or @file, got '\(text)'")
            }
            let name = String(text[..<equals])
            let input = try inputs.find(name)
            guard tensors[name] == nil else {
                throw AviaryError(.invalidArgument, "input '\(name)' is given twice")
            }
            do throws(AviaryError) {
                tensors[name] = try InputValue(text[text.index(after: equals)...], input, readFile).tensor(for: input)
            } catch {
                throw error.at("input '\(name)'")
            }
        }
        var named: [NamedTensor] = []
        for input in inputs {
            guard let tensor = tensors[input.name] else {
                throw AviaryError(
                    .invalidArgument,
                    "the model takes \(inputs.map(\.name).joined(separator: ", ")), no '\(input.name)' was given",
                    remedy: "add \(input.name)=VALUE of type \(input.dataType.rawValue) and shape \(input.shape)"
                )
            }
            named.append(NamedTensor(name: input.name, tensor: tensor))
        }
        return named
    }
}

extension [TensorMetadata] {
    /// The input of a name.
    func find(_ name: String) throws(AviaryError) -> TensorMetadata {
        guard let input = self.first(where: { $0.name == name }) else {
            throw AviaryError(
                .invalidArgument,
                "the model has no input '\(name)'",
                remedy: NearestWord.suggestion(for: name, among: self.map(\.name))
            )
        }
        return input
    }
}
