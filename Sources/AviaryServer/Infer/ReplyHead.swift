internal import AviaryCore
internal import AviaryServing

/// The head of a reply while it is being written: status line and fields, without the memory that a list of fields takes.
struct ReplyHead {
    /// The most bytes of a head: an id of at most ``RequestIdentity/maximumLength`` bytes, a trace of 55, an endpoint's name
    /// of 128, a version of 20, a prediction's id of 36, and the words around them, about 370.
    static let maximumCount = 768

    private var storage = InlineArray<768, UInt8>(repeating: 0)
    /// How many bytes have been written.
    private(set) var count = 0

    /// The bytes.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { self.storage.span.bytes.extracting(0..<self.count) }
    }

    /// Writes a status line or a field as it is.
    mutating func write(_ text: StaticString) {
        for offset in 0..<text.utf8CodeUnitCount { self.append(text.utf8Start[offset]) }
    }

    /// Writes a field of text, which has been checked to hold no line ends.
    ///
    /// - Parameters:
    ///   - name: the field's name with colon and blank.
    ///   - value: its value.
    mutating func write(_ name: StaticString, _ value: String) {
        self.write(name)
        for byte in value.utf8 { self.append(byte) }
        self.write("\r\n")
    }

    /// Writes a field whose value is a number.
    ///
    /// - Parameters:
    ///   - name: the field's name with colon and blank.
    ///   - value: not negative.
    mutating func write(_ name: StaticString, _ value: Int) {
        self.write(name)
        var divisor = 1
        while value / divisor >= 10 { divisor *= 10 }
        var rest = value
        while divisor > 0 {
            self.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
        self.write("\r\n")
    }

    /// Writes who the request is.
    mutating func write(_ identity: RequestIdentity) {
        self.write("x-request-id: ", identity.id)
        guard let trace = identity.trace else { return }
        self.write("traceparent: ")
        let value = trace.headerBytes
        for index in value.indices { self.append(value[index]) }
        self.write("\r\n")
    }

    /// Writes who has answered, or has failed to.
    mutating func write(_ prediction: Prediction) {
        self.write("x-aviary-endpoint: ", prediction.assignment.endpoint.name.rawValue)
        self.write("x-aviary-version: ", prediction.assignment.engine.version.description)
        self.write("x-aviary-role: ", prediction.assignment.role.rawValue)
        self.write("x-aviary-prediction-id: ")
        let id = prediction.id.text
        for index in id.indices { self.append(id[index]) }
        self.write("\r\n")
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        self.storage[self.count] = byte
        self.count += 1
    }
}
