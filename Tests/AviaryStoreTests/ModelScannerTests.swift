import AviaryCore
import AviaryTesting
import Testing

@testable import AviaryStore

@Suite struct ModelScannerTests {
    private func scan(_ bytes: [UInt8], piece: Int = 1 << 16) throws(AviaryError) -> ModelScanner.Findings {
        var scanner = ModelScanner()
        var start = 0
        while start < bytes.count {
            try scanner.scan(bytes[start..<min(start + piece, bytes.count)])
            start += piece
        }
        return try scanner.finish()
    }

    /// Where in a model a tensor can be.
    private static let places: [(name: String, model: @Sendable ([UInt8]) -> [UInt8])] = [
        ("initializer", { OnnxBytes.model(graph: OnnxBytes.field(5, $0)) }),
        ("sparse values", { OnnxBytes.model(graph: OnnxBytes.field(15, OnnxBytes.field(1, $0))) }),
        ("sparse indices", { OnnxBytes.model(graph: OnnxBytes.field(15, OnnxBytes.field(2, $0))) }),
        ("attribute", { OnnxBytes.model(graph: OnnxBytes.field(1, OnnxBytes.field(5, OnnxBytes.field(5, $0)))) }),
        (
            "attribute's list",
            { OnnxBytes.model(graph: OnnxBytes.field(1, OnnxBytes.field(5, OnnxBytes.field(10, $0)))) }
        ),
        (
            "attribute's sparse tensor",
            {
                OnnxBytes.model(
                    graph: OnnxBytes.field(1, OnnxBytes.field(5, OnnxBytes.field(22, OnnxBytes.field(1, $0))))
                )
            }
        ),
        (
            "subgraph",
            {
                let inner = OnnxBytes.graph($0)
                return OnnxBytes.model(graph: OnnxBytes.field(1, OnnxBytes.field(5, OnnxBytes.field(6, inner))))
            }
        ),
        (
            "list of subgraphs",
            {
                let inner = OnnxBytes.graph($0)
                return OnnxBytes.model(graph: OnnxBytes.field(1, OnnxBytes.field(5, OnnxBytes.field(11, inner))))
            }
        ),
        ("function", { OnnxBytes.field(25, OnnxBytes.field(7, OnnxBytes.field(5, OnnxBytes.field(5, $0)))) }),
        ("function's default", { OnnxBytes.field(25, OnnxBytes.field(11, OnnxBytes.field(5, $0))) }),
        ("training", { OnnxBytes.field(20, OnnxBytes.field(2, OnnxBytes.graph($0))) }),
    ]

    @Test(arguments: 0..<11, [1, 2, 3, 7, 1 << 16])
    func `a location is found wherever a tensor can be`(place: Int, piece: Int) throws {
        let bytes = Self.places[place].model(OnnxBytes.tensor(at: "weights.bin"))
        #expect(try self.scan(bytes, piece: piece).externalLocations == ["weights.bin"], "\(Self.places[place].name)")
    }

    @Test func `a model has control flow if an operator has a graph`() throws {
        let plain = OnnxBytes.model(graph: OnnxBytes.field(1, OnnxBytes.field(5, OnnxBytes.field(5, []))))
        #expect(try !self.scan(plain).hasControlFlow)
        for field: UInt64 in [6, 11] {
            let loop = OnnxBytes.field(1, OnnxBytes.field(5, OnnxBytes.field(field, OnnxBytes.graph([]))))
            #expect(try self.scan(OnnxBytes.model(graph: loop)).hasControlFlow)
        }
    }

    @Test func `fields in any order, repeated keys and an unmarked tensor count as well`() throws {
        let entry =
            OnnxBytes.field(2, "ignored") + OnnxBytes.field(1, "offset") + OnnxBytes.field(2, "w.bin")
            + OnnxBytes.field(1, "location")
        #expect(
            try self.scan(OnnxBytes.model(graph: OnnxBytes.graph(OnnxBytes.field(13, entry)))).externalLocations == [
                "w.bin"
            ]
        )
    }

    @Test func `weights that look like a location are passed over`() throws {
        let decoy = OnnxBytes.field(9, OnnxBytes.field(13, OnnxBytes.field(1, "location") + OnnxBytes.field(2, "/etc")))
        #expect(try self.scan(OnnxBytes.model(graph: OnnxBytes.graph(decoy))).externalLocations == [])
    }

    @Test func `an empty location and an empty entry are handled`() throws {
        let empty = OnnxBytes.field(13, []) + OnnxBytes.field(13, OnnxBytes.field(1, "location"))
        #expect(try self.scan(OnnxBytes.model(graph: OnnxBytes.graph(empty))).externalLocations == [""])
    }

    @Test(
        arguments: [
            ([0x00], "not an ONNX model: at byte 1 0 is no field's number"),
            ([0x0B], "not an ONNX model: at byte 1 wire type 3 does not occur in ONNX"),
            ([0x0F], "not an ONNX model: at byte 1 wire type 7 does not occur in ONNX"),
            ([0x08], "not an ONNX model: at byte 1 it ends in the middle of a field"),
            ([0x3A], "not an ONNX model: at byte 1 it ends in the middle of a field"),
            ([0x3A, 0x05, 0x08], "not an ONNX model: at byte 3 it ends in the middle of a field"),
            ([0x3A, 0x01, 0x08, 0x01], "not an ONNX model: at byte 3 a field reaches beyond its message"),
            ([0x3A, 0x02, 0x2A, 0x05], "not an ONNX model: at byte 4 a field reaches beyond its message"),
            ([0x12, 0x05, 0x61], "not an ONNX model: at byte 3 it ends in the middle of a field"),
            ([0x08] + Array(repeating: 0xFF, count: 10), "not an ONNX model: at byte 11 a number has over 64 bits"),
            (
                [0x12] + Array(repeating: 0xFF, count: 9) + [0x01],
                "not an ONNX model: at byte 11 a field reaches beyond its message"
            ),
        ] as [([UInt8], String)]
    )
    func `what is no protobuf is a typed error`(bytes: [UInt8], message: String) {
        let error = #expect(throws: AviaryError.self) { try self.scan(bytes) }
        #expect(error?.message == message)
    }

    @Test func `nesting is limited`() {
        var graph = OnnxBytes.graph([])
        for _ in 0..<60 { graph = OnnxBytes.field(1, OnnxBytes.field(5, OnnxBytes.field(6, graph))) }
        let error = #expect(throws: AviaryError.self) { try self.scan(OnnxBytes.model(graph: graph)) }
        #expect(error?.message.contains("nested more than 100 deep") == true)
    }

    @Test(arguments: 0..<500 as Range<UInt64>)
    func `damage to a model never traps, whatever the pieces`(seed: UInt64) {
        var random = Seeded(seed: seed)
        let place = Self.places.randomElement(using: &random)!
        var bytes = place.model(OnnxBytes.tensor(at: "weights.bin"))
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
            default: if bytes.count > 1 { bytes.remove(at: index) }
            }
        }
        let whole = Result { () throws(AviaryError) in try self.scan(bytes) }
        let inPieces = Result { () throws(AviaryError) in
            try self.scan(bytes, piece: Int.random(in: 1...5, using: &random))
        }
        #expect(whole == inPieces)
    }
}
