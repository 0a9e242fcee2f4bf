import AviaryClient
import AviaryCore
import AviaryTesting

/// What holds for the client's readers: of a server's replies, and of files that somebody made.
enum ClientReaderProperty: String, CaseIterable, InputProperty {
    /// An infer reply; the first two bytes say where its JSON part ends, and 65535 that there is no other.
    case reply
    /// A NumPy file: what is read lies where NumPy says, and is the same after it was written and read again.
    case npy

    func violation(by bytes: [UInt8]) -> String? {
        do throws(AviaryError) {
            switch self {
            case .reply: return try Self.reply(bytes)
            case .npy: return try Self.npy(bytes)
            }
        } catch {
            return self.objection(to: error, in: self == .reply ? Self.text(in: bytes) : [])
        }
    }

    /// How long the JSON part says it is, with or without being so long.
    private static func announced(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 2, bytes[0] & bytes[1] < 0xFF else { return nil }
        return Int(bytes[0]) + Int(bytes[1]) << 8
    }

    private static func text(in bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.dropFirst(2).prefix(self.announced(bytes) ?? bytes.count)
    }

    private static func reply(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        guard bytes.count >= 2 else { return nil }
        let response = try ReplyDecoder.decode(
            bytes.span.extracting(2..<bytes.count).bytes,
            jsonByteCount: self.announced(bytes)
        )
        // Whatever came can be shown; bytes that are no text are refused.
        for output in response.outputs { _ = try? output.tensor.elements() }
        guard let binary = RoundTrip.encode(response, binary: true) else { return "it cannot be encoded in binary" }
        if let wrong = self.difference(response, binary.json + binary.binary, binary.json.count) { return wrong }
        guard let plain = RoundTrip.encode(response, binary: false) else { return nil }
        return self.difference(response, plain.json, nil)
    }

    private static func difference(_ response: InferenceResponse, _ body: [UInt8], _ jsonByteCount: Int?) -> String? {
        let again: InferenceResponse
        do throws(AviaryError) {
            again = try ReplyDecoder.decode(body.span.bytes, jsonByteCount: jsonByteCount)
        } catch {
            return "its own encoding is refused: \(error)"
        }
        guard again.modelName == response.modelName, again.modelVersion == response.modelVersion,
            again.id == response.id
        else { return "the reply's head became another" }
        for entry in response.parameters.entries {
            // A number beyond `Double` has been read as infinity, which JSON lacks.
            if case .double(let number) = entry.value, !number.isFinite { continue }
            guard again.parameters[entry.name] == entry.value else { return "parameter \(entry.name) became another" }
        }
        return RoundTrip.difference(response.outputs, again.outputs)
    }

    private static func npy(_ bytes: [UInt8]) throws(AviaryError) -> String? {
        let tensor = try NPY.read(bytes)
        guard self.elements(of: tensor, in: bytes) == RoundTrip.array(tensor.bytes) else {
            return "it has other elements than the file"
        }
        guard let file = try? NPY.write(tensor), let again = try? NPY.read(file) else { return "it cannot be written" }
        return RoundTrip.difference([NamedTensor(name: "", tensor: tensor)], [NamedTensor(name: "", tensor: again)])
    }

    /// The elements of an accepted file by NumPy's definition, each looked up by its position.
    private static func elements(of tensor: Tensor, in file: [UInt8]) -> [UInt8] {
        let size = tensor.dataType.byteCount ?? 1
        let data = file.suffix(tensor.shape.elementCount * size)
        let header = file.dropLast(data.count)
        // In an accepted header these stand nowhere else.
        let isBigEndian = header.dropFirst(12).contains(UInt8(ascii: ">"))
        let isFortran = String(decoding: header, as: UTF8.self).contains("True")
        var elements: [UInt8] = []
        for index in 0..<tensor.shape.elementCount {
            var (rest, source, stride) = (index, 0, 1)
            var position: [Int] = []
            for length in tensor.shape.dimensions.reversed() {
                position.insert(rest % length, at: 0)
                rest /= length
            }
            for (axis, length) in tensor.shape.dimensions.enumerated() {
                source += position[axis] * stride
                stride *= length
            }
            let start = data.startIndex + size * (isFortran ? source : index)
            let element = data[start..<start + size]
            elements += isBigEndian ? Array(element.reversed()) : Array(element)
        }
        return elements
    }
}
