internal import AviaryCore
internal import CONNXRuntime

/// A tensor, sequence or map in the runtime's memory, released when its owner goes.
@safe
struct Value: ~Copyable {
    /// The runtime's value.
    let pointer: OpaquePointer
    /// Keeps the model's memory alive: an output may be one of its weights.
    let session: Session

    /// Takes over a value.
    ///
    /// - Parameters:
    ///   - pointer: the value, which nobody else releases.
    ///   - session: where it comes from.
    init(_ pointer: OpaquePointer, from session: Session) {
        unsafe self.pointer = pointer
        self.session = session
    }

    deinit { unsafe self.session.functions.table.pointee.ReleaseValue(self.pointer) }

    private var functions: Functions { self.session.functions }

    /// What kind of value it is.
    private func kind() throws(RuntimeError) -> ValueKind {
        var number: Int32 = 0
        try unsafe self.functions.check(self.functions.table.pointee.GetValueType(self.pointer, &number))
        return ValueKind(rawValue: number) ?? .unknown
    }

    /// Turns the value into ours, without copying numbers.
    ///
    /// - Parameters:
    ///   - type: the declared type.
    ///   - inputs: the run's inputs, whose memory the value must not refer to.
    /// - Returns: the value; it keeps the runtime's memory alive.
    /// - Throws: when the value is absent or of a kind that is not known.
    consuming func output(declaredAs type: ValueType, given inputs: [Tensor]) throws(RuntimeError) -> Output {
        if case .tensor = type { return .tensor(try self.tensor(given: inputs)) }
        var isPresent: Int32 = 0
        try unsafe self.functions.check(self.functions.table.pointee.HasValue(self.pointer, &isPresent))
        guard isPresent != 0 else { throw RuntimeError(.fail, "the model gave no value for an optional output") }
        return try self.output(given: inputs)
    }

    private consuming func output(given inputs: [Tensor]) throws(RuntimeError) -> Output {
        switch try self.kind() {
        case .tensor:
            return .tensor(try self.tensor(given: inputs))
        case .sequence:
            let count = try unsafe self.functions.count {
                unsafe self.functions.table.pointee.GetValueCount(self.pointer, &$0)
            }
            var elements: [Output] = []
            elements.reserveCapacity(count)
            for index in 0..<count { elements.append(try self.element(index).output(given: inputs)) }
            return .sequence(elements)
        case .map:
            return .map(
                keys: try self.element(0).tensor(given: inputs),
                values: try self.element(1).tensor(given: inputs)
            )
        case .unknown, .opaque, .sparseTensor, .optional:
            throw RuntimeError(.unsupportedType, "the model gave a value that is no tensor, sequence or map")
        }
    }

    /// An element of a sequence, or the keys (0) or values (1) of a map.
    private func element(_ index: Int) throws(RuntimeError) -> Value {
        let functions = self.functions
        guard let number = Int32(exactly: index) else { throw RuntimeError(.fail, "a sequence has 2^31 elements") }
        let element = try unsafe functions.object {
            unsafe functions.table.pointee.GetValue(self.pointer, number, self.session.environment.allocator, &$0)
        }
        return unsafe Value(element, from: self.session)
    }
}

/// Keeps a value alive for the storage that refers to its memory.
final class ValueOwner {
    private let value: Value

    /// Takes over a value.
    init(_ value: consuming Value) { self.value = value }
}
