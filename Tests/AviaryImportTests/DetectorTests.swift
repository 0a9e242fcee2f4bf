import AviaryCore
import AviaryImport
import Testing

/// What becomes of files that are in order.
struct DetectorTests {
    @Test func `a detector has the input and the heads that its cfg file describes`() throws {
        let detector = try TinyNetwork.detector()
        #expect(detector.input == "images")
        #expect(detector.size == DetectionConfiguration.Size(width: 32, height: 16))
        #expect(detector.classes == ["person", "bicycle"])
        #expect(detector.description == "tiny, 2 classes, imported from Darknet (tiny.cfg, tiny.weights).")
        let head = try #require(detector.heads.first)
        #expect(detector.heads.count == 1)
        #expect(head.output == "yolo_9")
        #expect((head.channels, head.height, head.width) == (21, 8, 16))
        #expect(head.decoding.scaleXY == 1.05)
        // In the order of the mask.
        #expect(head.decoding.anchors.map(\.width) == [10, 37, 23])
        #expect(head.decoding.anchors.map(\.height) == [14, 58, 27.5])
    }

    @Test func `the configuration says how to serve it`() throws {
        #expect(
            try TinyNetwork.detector().configuration == """
                description: "tiny, 2 classes, imported from Darknet (tiny.cfg, tiny.weights)."
                # images FP32 [-1, 3, 16, 32] -> yolo_9 FP32 [-1, 21, 8, 16]
                instances: 2
                batching: off
                detection:
                  decoding: darknet
                  size: [32, 16]  # width, height
                  resize: letterbox
                  classes:
                    [person, bicycle]
                  heads:
                    yolo_9: {anchors: [[10, 14], [37, 58], [23, 27.5]], scaleXY: 1.05}

                """
        )
    }

    @Test(
        arguments: [
            ("tv monitor", "tv monitor"), ("no", "\"no\""), ("Null", "\"Null\""), ("7", "\"7\""), ("-", "\"-\""),
            ("a: b", "\"a: b\""), ("say \"hi\"", #""say \"hi\"""#), (#"a\b"#, #""a\\b""#), ("x, y", "\"x, y\""),
            ("&a *b", #""\x26a \x2Ab""#), ("Straße", "\"Straße\""), ("# 1", "\"# 1\""), ("犬", "\"犬\""),
        ]
    )
    func `class names are quoted where YAML would read them otherwise`(name: String, scalar: String) throws {
        let detector = try TinyNetwork.detector(names: "person\n\(name)\n")
        #expect(detector.classes == ["person", name])
        #expect(detector.configuration.contains("    [person, \(scalar)]\n"))
    }

    @Test func `many class names stand on several lines`() throws {
        let count = 80
        let cfg = TinyNetwork.cfg("classes=2", "classes=\(count)")
            .replacing("filters=21", with: "filters=\(3 * (5 + count))")
        let names = (1...count).map { "class number \($0)" }
        let weights = TinyNetwork.weights(TinyNetwork.weightCount - 21 * 11 + 255 * 11)
        let detector = try TinyNetwork.detector(cfg: cfg, weights: weights, names: names.joined(separator: "\r\n"))
        #expect(detector.classes == names)
        let lines = detector.configuration.split(separator: "\n").filter { $0.contains("class number") }
        #expect(lines.count > 10)
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.map { $0.drop { $0 == " " } }.joined(separator: " ") == "[\(names.joined(separator: ", "))]")
    }

    @Test func `the model has the operators of its layers`() throws {
        let model = try #require(ProtobufReader(try TinyNetwork.detector().onnx))
        #expect(model.numbers(1) == [8])
        #expect(model.texts(2) == ["aviary"])
        #expect(model.messages(8).map { $0.numbers(2) } == [[17]])
        #expect(model.messages(14).map { $0.texts(2) } == [["Darknet: tiny.cfg, tiny.weights"]])
        let graph = try #require(model.messages(7).first)
        #expect(graph.texts(2) == ["tiny"])
        #expect(
            graph.messages(1).flatMap { $0.texts(4) } == [
                "Conv", "LeakyRelu", "Conv", "Softplus", "Tanh", "Mul", "Add", "MaxPool", "Conv", "LeakyRelu", "Resize",
                "Slice", "Concat", "Conv",
            ]
        )
        #expect(graph.messages(11).map { $0.texts(1) } == [["images"]])
        #expect(graph.messages(12).map { $0.texts(1) } == [["yolo_9"]])
        #expect(graph.messages(1).last?.texts(2) == ["yolo_9"])
    }

    @Test func `batch normalisation is in weights and bias`() throws {
        // One filter of size 1 over three channels: bias 1, scale 2, mean 3, variance 4, weights 5, 6, 7.
        let cfg = """
            [net]
            width=1
            height=1
            [convolutional]
            batch_normalize=1
            filters=1
            activation=linear
            [convolutional]
            filters=6
            activation=linear
            [yolo]
            anchors=1,1
            classes=1
            """
        let numbers = ([1, 2, 3, 4, 5, 6, 7] as [Float]) + [Float](repeating: 0.25, count: 12)
        let bytes =
            TinyNetwork.weights(0)
            + numbers.flatMap { number in
                (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
            }
        let detector = try TinyNetwork.detector(cfg: cfg, weights: bytes, names: "thing")
        let graph = try #require(ProtobufReader(detector.onnx)?.messages(7).first)
        let constants = graph.messages(5).map { tensor in
            (tensor.texts(8), tensor.numbers(1), Self.floats(tensor.bytes(9).first ?? []))
        }
        try #require(constants.count == 4)
        let factor = 2 / (4 + 1e-6).squareRoot()
        #expect(constants[0].0 == ["conv_0.weight"])
        #expect(constants[0].1 == [1, 3, 1, 1])
        #expect(constants[0].2 == [Float(5 * factor), Float(6 * factor), Float(7 * factor)])
        #expect(constants[1].0 == ["conv_0.bias"])
        #expect(constants[1].2 == [Float(1 - 3 * factor)])
        #expect(constants[2].1 == [6, 1, 1, 1])
        #expect(constants[2].2 == [Float](repeating: 0.25, count: 6))
    }

    private static func floats(_ bytes: [UInt8]) -> [Float] {
        stride(from: 0, to: bytes.count, by: 4).map { offset in
            Float(bitPattern: bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    @Test(arguments: [[0, 1, 0, 7], [0, 2, 5, 7, 0], [1, 0, 0, 7, 7], [1000, 0, 0, 7]] as [[Int32]])
    func `the header's last number has 64 bits from version 0_2 on`(header: [Int32]) throws {
        #expect(
            try TinyNetwork.detector(weights: TinyNetwork.weights(header: header)).onnx
                == TinyNetwork.detector().onnx
        )
    }

    @Test func `blanks, comments, synonyms and line ends do not matter`() throws {
        let cfg = TinyNetwork.cfg.replacing("[net]", with: "\u{FEFF}; first\r\n [network] # the network")
            .replacing("[convolutional]", with: "[conv]").replacing("[maxpool]", with: "[max]")
            .replacing("=", with: " =\t").replacing("\n", with: "  # said\r\n")
        #expect(try TinyNetwork.detector(cfg: cfg).onnx == TinyNetwork.detector().onnx)
    }

    @Test func `two heads of one layer, and one that is routed, are outputs of their own`() throws {
        let end = """

            [route]
            layers=8
            [yolo]
            mask=0,1,2
            anchors=1,1,2,2,3,3
            classes=2
            num=3
            """
        let detector = try TinyNetwork.detector(cfg: TinyNetwork.cfg + end)
        #expect(detector.heads.map(\.output) == ["yolo_9", "yolo_11"])
        let graph = try #require(ProtobufReader(detector.onnx)?.messages(7).first)
        #expect(graph.messages(12).flatMap { $0.texts(1) } == ["yolo_9", "yolo_11"])
        #expect(graph.messages(1).last?.texts(4) == ["Identity"])
        #expect(graph.messages(1).last?.texts(1) == ["yolo_9"])
    }

    @Test(arguments: [("linear", []), ("relu", ["Relu"]), ("logistic", ["Sigmoid"]), ("swish", ["Sigmoid", "Mul"])])
    func `activations are operators`(activation: String, operators: [String]) throws {
        let cfg = TinyNetwork.cfg("activation=leaky", "activation=\(activation)")
        let graph = try #require(ProtobufReader(try TinyNetwork.detector(cfg: cfg).onnx)?.messages(7).first)
        #expect(graph.messages(1).flatMap { $0.texts(4) }.starts(with: ["Conv"] + operators + ["Conv"]))
    }
}
