package import AviaryCore

/// What a request asks, in so few bits that many can be remembered, and yet near to that of a near-identical request.
///
/// - Categories, truth values and whole numbers that are few: a hash of their bytes; they are the same or not.
/// - Up to 16 floating-point numbers: themselves; near are those of which each differs by at most 1 %.
/// - More of them: SimHash (Charikar, "Similarity estimation techniques from rounding algorithms", 2002), 64 bits of which
///   each is the sign of a random projection.
/// - Texts: SimHash of their shingles of 4 bytes, letters lowered and white space narrowed.
/// - Pictures: the average hash, 8 x 8 cells that are brighter than the mean or not; of files, a hash of their bytes.
package struct InputFingerprint: Sendable, Hashable {
    /// How many of 64 bits may differ in two inputs that are near.
    ///
    /// Of two inputs that have nothing in common each bit differs with probability 1/2, so that they are near with
    /// probability `sum(C(64, k), k = 0...6) / 2^64`, 5e-12.
    package static let nearBits = 6
    /// The most floating-point numbers that are compared one by one.
    static let maximumNumbers = 16
    /// By how much of the greater one two numbers may differ.
    private static let nearShare: Float = 0.01
    /// The most bytes of a text that are looked at.
    private static let maximumText = 16_384
    /// The most numbers that are projected.
    private static let maximumProjected = 4096
    /// The most tensors that have bits of their own; what comes after them is hashed as it is.
    private static let maximumTensors = 4

    /// What must be the same.
    private(set) var exact: UInt64 = 0
    /// Which bits may differ a little.
    private(set) var bits: [UInt64] = []
    /// Which numbers may differ a little.
    private(set) var numbers: [Float] = []

    /// Takes the fingerprint of a request.
    ///
    /// - Parameters:
    ///   - inputs: the request's inputs, in any order.
    ///   - content: what each holds, as a plan has found; what is not here is taken by the type of its elements.
    /// - Complexity: O(bytes) of what is hashed as it is; everything else is bounded.
    package init(_ inputs: [NamedTensor], content: [String: InputContent.Kind] = [:]) {
        var hash = StableHash()
        for input in inputs.sorted(by: { $0.name < $1.name }) {
            hash.combine(input.name)
            hash.combine(input.tensor.dataType.rawValue)
            let tensor = input.tensor
            let count = tensor.shape.elementCount
            let kind = content[input.name] ?? (tensor.dataType == .bytes ? .text : .numbers)
            switch kind {
            case .text where tensor.dataType == .bytes && self.bits.count < Self.maximumTensors:
                self.bits.append(Self.shingles(tensor))
            case .image where tensor.dataType != .bytes && self.bits.count < Self.maximumTensors:
                hash.combine(UInt64(count))
                self.bits.append(Self.average(tensor))
            case .numbers, .embedding, .audio:
                hash.combine(UInt64(count))
                if tensor.dataType.isFloat, self.numbers.count + count <= Self.maximumNumbers {
                    for index in 0..<count {
                        self.numbers.append(Float(tensor.dataType.number(at: index, in: tensor.bytes)))
                    }
                } else if tensor.dataType != .bytes, count > Self.maximumNumbers, self.bits.count < Self.maximumTensors
                {
                    self.bits.append(Self.projections(tensor))
                } else {
                    hash.combine(tensor.bytes)
                }
            case .text, .image, .category:
                hash.combine(UInt64(count))
                hash.combine(tensor.bytes)
            }
        }
        self.exact = hash.value
    }

    /// Whether two requests ask nearly the same.
    ///
    /// - Parameter other: the other request's fingerprint.
    /// - Returns: whether nothing differs by more than it may.
    package func isNear(_ other: InputFingerprint) -> Bool {
        guard self.exact == other.exact, self.bits.count == other.bits.count, self.numbers.count == other.numbers.count
        else { return false }
        for (own, others) in zip(self.bits, other.bits) where (own ^ others).nonzeroBitCount > Self.nearBits {
            return false
        }
        return zip(self.numbers, other.numbers).allSatisfy { own, others in
            own == others || own.isNaN && others.isNaN
                || abs(own - others) <= Self.nearShare * max(abs(own), abs(others))
        }
    }

    /// SimHash of a text's shingles; a text shorter than one is its own hash.
    private static func shingles(_ tensor: Tensor) -> UInt64 {
        var letters: [UInt8] = []
        var elements = StringElements()
        let bytes = tensor.bytes
        while letters.count < Self.maximumText, let range = try? elements.next(in: bytes) {
            for place in range.prefix(Self.maximumText - letters.count) {
                let byte: UInt8 = bytes.load(at: place)
                if byte <= 0x20 {
                    if letters.last != 0x20 { letters.append(0x20) }
                } else {
                    letters.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
                }
            }
            letters.append(0)
        }
        var counts = SIMD64<Int16>()
        // Beyond 2^15 shingles a count could run over; there are 2^14.
        for start in 0..<max(letters.count - 3, 1) {
            var shingle: UInt64 = 0
            for byte in letters[start..<min(start + 4, letters.count)] { shingle = shingle << 8 | UInt64(byte) }
            let hash = StableHash.mix(shingle &+ 1)
            for bit in 0..<64 { counts[bit] &+= hash >> UInt64(bit) & 1 == 1 ? 1 : -1 }
        }
        return Self.signs { counts[$0] > 0 }
    }

    /// SimHash of numbers: a projection on 64 vectors of signs.
    private static func projections(_ tensor: Tensor) -> UInt64 {
        let chosen = EvenChoice(of: tensor.shape.elementCount, most: Self.maximumProjected)
        let bytes = tensor.bytes
        var sums = SIMD64<Float>()
        for index in 0..<chosen.count {
            let number = Float(tensor.dataType.number(at: chosen[index], in: bytes))
            guard number.isFinite else { continue }
            let hash = StableHash.mix(UInt64(index) &+ 1)
            for bit in 0..<64 { sums[bit] += hash >> UInt64(bit) & 1 == 1 ? number : -number }
        }
        return Self.signs { sums[$0] > 0 }
    }

    /// The average hash of a tensor's elements, cut into 64 parts of rows.
    private static func average(_ tensor: Tensor) -> UInt64 {
        let lengths = tensor.shape.dimensions.filter { $0 > 3 }
        guard lengths.count >= 2, tensor.shape.elementCount > 0 else { return 0 }
        let (height, width) = (lengths[lengths.count - 2], lengths[lengths.count - 1])
        // Of interleaved channels one pixel has some, of planar ones the first plane is taken.
        let step = tensor.shape.dimensions.last == width ? 1 : tensor.shape.dimensions.last ?? 1
        let bytes = tensor.bytes
        var cells = SIMD64<Float>()
        for cell in 0..<64 {
            let (row, column) = (cell / 8, cell % 8)
            // Four by four samples of a cell.
            for sample in 0..<16 {
                let y = min((row * 4 + sample / 4) * height / 32, height - 1)
                let x = min((column * 4 + sample % 4) * width / 32, width - 1)
                let number = Float(tensor.dataType.number(at: (y * width + x) * step, in: bytes))
                if number.isFinite { cells[cell] += number }
            }
        }
        let mean = cells.sum() / 64
        return Self.signs { cells[$0] > mean }
    }

    private static func signs(_ isSet: (Int) -> Bool) -> UInt64 {
        (0..<64).reduce(0) { $0 | (isSet($1) ? 1 << UInt64($1) : 0) }
    }
}

/// A hash that is the same in every process.
struct StableHash {
    /// The hash of what was combined.
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Adds a number.
    mutating func combine(_ word: UInt64) { self.value = Self.mix(self.value ^ word) }

    /// Adds a text.
    mutating func combine(_ text: String) {
        for byte in text.utf8 { self.value = (self.value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        self.combine(UInt64(text.utf8.count))
    }

    /// Adds bytes, and how many there are.
    mutating func combine(_ bytes: RawSpan) {
        let words = bytes.byteCount / 8
        for word in 0..<words { self.combine(bytes.load(at: word * 8, as: UInt64.self)) }
        for place in words * 8..<bytes.byteCount { self.combine(UInt64(bytes.load(at: place, as: UInt8.self))) }
        self.combine(UInt64(bytes.byteCount))
    }

    /// Spreads a number over all bits (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
    static func mix(_ word: UInt64) -> UInt64 {
        var bits = word &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
