import AviaryClient
import AviaryCore
import Testing

/// What people write on a command line, and the tensors that it stands for.
struct InputTextTests {
    private static let files: [String: [UInt8]] = [
        "rows.json": Array("[[1, 2], [3, 4]]".utf8),
        "tensor.json": Array(#"{"data": [1, 2, 3, 4], "shape": [4, 1], "datatype": "INT64"}"#.utf8),
        "shapeless.json": Array(#"{"data": [1]}"#.utf8),
        "bad.json": Array("[1, 2".utf8),
        "bad.npy": Array("nonsense".utf8),
        "f8.npy": (try? NPY.write(Tensor([1.5, 2, .nan, 4] as [Double], shape: [2, 2]))) ?? [],
        "row.npy": (try? NPY.write(Tensor([1, 2] as [Int64]))) ?? [],
    ]

    private func tensor(_ text: String, _ dataType: DataType, _ shape: [Int]) throws(AviaryError) -> Tensor {
        let inputs = [TensorMetadata(name: "x", dataType: dataType, shape: shape)]
        let tensors = try InputText.tensors(from: ["x=" + text], for: inputs) { path throws(AviaryError) in
            guard let file = Self.files[path] else { throw AviaryError(.notFound, "there is no such file") }
            return file
        }
        return tensors[0].tensor
    }

    @Test(
        arguments: [
            ("1,2,3", [-1], [3]), ("1, 2 ,3", [3], [3]), ("1,2,3", [-1, 3], [1, 3]), ("1,2", [-1, -1], [1, 2]),
            ("5", [], []), ("5", [1, 1], [1, 1]), ("1,2,3,4", [2, 2], [2, 2]), ("1,2,3,4", [-1, 2, 2], [1, 2, 2]),
            ("[1,2,3]", [-1, 3], [1, 3]), ("[[1,2],[3,4]]", [-1, 2], [2, 2]),
            ("[[1,2],[3,4]]", [-1, 2, 2], [1, 2, 2]),
            ("[[1,2],[3,4]]", [-1], [2, 2]), ("[]", [-1], [0]), ("[[],[]]", [2, -1], [2, 0]),
            ("@rows.json", [-1, -1], [2, 2]), ("@tensor.json", [-1, 1], [4, 1]), ("@f8.npy", [-1, 2], [2, 2]),
            ("@row.npy", [-1, 2], [1, 2]), ("@row.npy", [2, 1], [2, 1]),
        ] as [(String, [Int], [Int])]
    )
    func `a value takes the shape that the model asks for`(text: String, shape: [Int], expected: [Int]) throws {
        #expect(try self.tensor(text, .float32, shape).shape.dimensions == expected)
    }

    @Test func `numbers become the input's type`() throws {
        let doubles = try self.tensor("1,-2.5,nan,1e3", .float64, [-1]).values(as: Double.self)
        #expect(doubles.map(\.description) == ["1.0", "-2.5", "nan", "1000.0"])
        #expect(try self.tensor("1,3.0,2e2,255", .uint8, [-1]).values() == [1, 3, 200, 255] as [UInt8])
        #expect(try self.tensor("-9223372036854775808", .int64, [-1]).values() == [Int64.min])
        #expect(try self.tensor("true,false,1,0", .bool, [-1]).values() == [true, false, true, false])
        #expect(try self.tensor("0.1,-inf", .float16, [-1]).byteArray == [0x66, 0x2E, 0x00, 0xFC])
        #expect(
            try self.tensor("1.00390625,1.01171875,nan", .bfloat16, [-1]).byteArray == [
                0x80, 0x3F, 0x82, 0x3F, 0xC0, 0x7F,
            ]
        )
        #expect(try self.tensor("@row.npy", .int8, [-1]).values() == [1, 2] as [Int8])
        #expect(try self.tensor("0.1", .float32, [-1]).values() == [0.1] as [Float])
    }

    @Test(arguments: [
        ("plain text, with a comma", ["plain text, with a comma"]), ("", [""]), ("a=b", ["a=b"]),
        (#"["@home", "[x]", "é\n"]"#, ["@home", "[x]", "é\n"]),
    ])
    func `strings become BYTES`(text: String, expected: [String]) throws {
        let strings = try self.tensor(text, .bytes, [-1]).byteStrings().map { String(decoding: $0, as: UTF8.self) }
        #expect(strings == expected)
    }

    @Test(
        arguments: [
            ("1,,2", [-1], "element 1: expected a number"), ("1,abc", [-1], "got 'abc'"), ("", [-1], "got ''"),
            ("1e39", [-1], "up to 3.4028235e+38"),
            ("1,2", [3], "expected shape [3] (-1 is free), got a flat list of 2"),
            ("1,2,3", [-1, 2], "got a flat list of 3"), ("[[1,2],[3]]", [-1, 2], "equally long"),
            ("[1,[2]]", [-1, 2], "equally long"),
            ("[[1,2]]", [2], "got [1, 2]"), ("[1,2", [-1], "malformed JSON"), ("[1] 2", [-1], "the end of the JSON"),
            (#"["a"]"#, [-1], "got 'a'"), ("[null]", [-1], "got null"), ("[{}]", [-1], "a string or an array"),
            ("@gone.json", [-1], "file 'gone.json': there is no such file"), ("@x.csv", [-1], ".json or .npy"),
            ("@bad.json", [-1], "file 'bad.json': malformed"), ("@bad.npy", [-1], "NUMPY"),
            ("@shapeless.json", [-1], "'shape', 'datatype' and 'data'"), ("@tensor.json", [2, 2], "got [4, 1]"),
        ] as [(String, [Int], String)]
    )
    func `what does not fit is refused with its reason`(text: String, shape: [Int], reason: String) {
        let error = #expect(throws: AviaryError.self) { try self.tensor(text, .float32, shape) }
        #expect(error?.message.hasPrefix("input 'x': ") == true)
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            (["sepal=1"], "no input 'sepal'", "did you mean 'sepals'?"), (["1,2"], "written name=value", nil),
            (["=1"], "written name=value", nil), (["sepals=1", "sepals=2"], "given twice", nil),
            (["sepals=1"], "no 'petals' was given", "add petals=VALUE of type INT32 and shape [-1, 2]"),
            (["zzz=1"], "no input 'zzz'", "known are sepals, petals"),
        ] as [([String], String, String?)]
    )
    func `names are checked against the model's`(texts: [String], reason: String, remedy: String?) {
        let inputs = [
            TensorMetadata(name: "sepals", dataType: .float32, shape: [-1]),
            TensorMetadata(name: "petals", dataType: .int32, shape: [-1, 2]),
        ]
        let error = #expect(throws: AviaryError.self) {
            try InputText.tensors(from: texts, for: inputs) { _ throws(AviaryError) in [] }
        }
        #expect(error?.message.contains(reason) == true)
        #expect(error?.remedy == remedy)
    }

    @Test func `inputs come in the model's order`() throws {
        let inputs = ["a", "b"].map { TensorMetadata(name: $0, dataType: .float32, shape: [-1]) }
        let tensors = try InputText.tensors(from: ["b=1", "a=2"], for: inputs) { _ throws(AviaryError) in [] }
        #expect(tensors.map(\.name) == ["a", "b"])
    }
}
