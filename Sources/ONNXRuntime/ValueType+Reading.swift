internal import AviaryCore
internal import CONNXRuntime

extension ValueType {
    /// Reads a description that the runtime gave.
    ///
    /// - Parameters:
    ///   - info: the description.
    ///   - functions: the library it came from.
    /// - Throws: the runtime's failure.
    init(_ info: borrowing Handle, _ functions: Functions) throws(RuntimeError) {
        let api = unsafe functions.table
        let info = unsafe info.pointer
        var number: Int32 = 0
        try unsafe functions.check(api.pointee.GetOnnxTypeFromTypeInfo(info, &number))
        switch ValueKind(rawValue: number) {
        case .tensor:
            // What a cast gives is lent, and lives as long as the description.
            let tensor = try unsafe functions.object { unsafe api.pointee.CastTypeInfoToTensorInfo(info, &$0) }
            self = try unsafe ValueType(tensor: tensor, functions)
        case .sequence:
            let sequence = try unsafe functions.object {
                unsafe api.pointee.CastTypeInfoToSequenceTypeInfo(info, &$0)
            }
            self = .sequence(
                try unsafe ValueType(functions) { unsafe api.pointee.GetSequenceElementType(sequence, &$0) }
            )
        case .map:
            let map = try unsafe functions.object { unsafe api.pointee.CastTypeInfoToMapTypeInfo(info, &$0) }
            var key: Int32 = 0
            try unsafe functions.check(api.pointee.GetMapKeyType(map, &key))
            self = .map(
                key: ElementType(rawValue: key) ?? .undefined,
                value: try unsafe ValueType(functions) { unsafe api.pointee.GetMapValueType(map, &$0) }
            )
        case .optional:
            let optional = try unsafe functions.object {
                unsafe api.pointee.CastTypeInfoToOptionalTypeInfo(info, &$0)
            }
            self = .optional(
                try unsafe ValueType(functions) { unsafe api.pointee.GetOptionalContainedTypeInfo(optional, &$0) }
            )
        case .sparseTensor:
            self = .sparseTensor
        case .opaque:
            self = .opaque
        case .unknown, nil:
            self = .unknown
        }
    }

    /// Reads a description that a function makes.
    ///
    /// - Parameters:
    ///   - functions: the library.
    ///   - make: gets a place for the description.
    /// - Throws: the runtime's failure.
    init(_ functions: Functions, _ make: (inout OpaquePointer?) -> OpaquePointer?) throws(RuntimeError) {
        let info = unsafe Handle(try functions.object(make), functions.table.pointee.ReleaseTypeInfo)
        self = try ValueType(info, functions)
    }

    private init(tensor info: OpaquePointer, _ functions: Functions) throws(RuntimeError) {
        let api = unsafe functions.table
        var element: Int32 = 0
        try unsafe functions.check(api.pointee.GetTensorElementType(info, &element))
        let rank = try unsafe functions.count { unsafe api.pointee.GetDimensionsCount(info, &$0) }

        // A rank of 0 means a scalar or an open rank. Libraries before 1.24 cannot tell; then the open one is assumed,
        // which refuses nothing that the runtime itself would take.
        let isOpen: Bool
        if let hasShape = unsafe functions.hasShape {
            isOpen = unsafe !hasShape(info)
        } else {
            isOpen = rank == 0
        }
        var lengths = [Int64](repeating: -1, count: rank)
        try unsafe functions.check(api.pointee.GetDimensions(info, &lengths, rank))
        var symbols = unsafe [UnsafePointer<CChar>?](repeating: nil, count: rank)
        try unsafe functions.check(api.pointee.GetSymbolicDimensions(info, &symbols, rank))
        var dimensions: [TensorSignature.Dimension] = []
        for index in 0..<rank {
            let symbol = unsafe symbols[index].map { unsafe String(cString: $0) } ?? ""
            dimensions.append(
                lengths[index] >= 0 ? .fixed(Int(lengths[index])) : .free(symbol: symbol.isEmpty ? nil : symbol)
            )
        }
        self = .tensor(ElementType(rawValue: element) ?? .undefined, dimensions: isOpen ? nil : dimensions)
    }
}
