internal import SystemPackage

extension Request {
    /// Four numbers for the model `tiny`.
    static let tiny = Request(
        model: "tiny",
        json: #"{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}]}"#
    )

    /// 256 numbers for the model `mlp`, with as many digits as a program prints that has them as FP32.
    static let mlp: Request = {
        let numbers = (0..<256).map { index in "\(Float((index * 37) % 256) / 255)" }.joined(separator: ",")
        return Request(
            model: "mlp",
            json: #"{"inputs":[{"name":"x","shape":[1,256],"datatype":"FP32","data":[\#(numbers)]}]}"#
        )
    }()

    /// 262,144 floats for the model `identity`, which are to come back in binary.
    static let mebibyte = Request(
        model: "identity",
        json: """
            {"inputs":[{"name":"x","shape":[262144],"datatype":"FP32","parameters":{"binary_data_size":1048576}}],\
            "outputs":[{"name":"y","parameters":{"binary_data":true}}]}
            """,
        tensors: [UInt8](repeating: 0x3c, count: 1 << 20)
    )

    /// The laboratory's pictures in turn.
    ///
    /// - Parameter places: where the pictures lie.
    /// - Returns: the request.
    /// - Throws: the system's error where one cannot be read.
    static func pictures(in places: Places) throws -> Request {
        let pictures = (1...6).map { places.laboratory.appending("pictures/scene-\($0).jpg") }
        return try Request(model: "yolov3-tiny", confidence: 0.5, pictures: pictures)
    }

    /// One run of the model `slow`.
    ///
    /// - Parameter trips: how often its loop is run through.
    /// - Returns: the request.
    static func slow(trips: Int) -> Request {
        let numbers = Array(repeating: "0.5", count: 128).joined(separator: ",")
        return Request(
            model: "slow",
            json: """
                {"inputs":[{"name":"x","shape":[1,128],"datatype":"FP32","data":[\(numbers)]},\
                {"name":"trips","shape":[1],"datatype":"INT64","data":[\(trips)]}]}
                """
        )
    }
}
