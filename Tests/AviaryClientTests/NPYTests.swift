import AviaryClient
import AviaryCore
import AviaryTesting
import Testing

/// NumPy files: what is read, what is written, and what is refused.
struct NPYTests {
    private static let types = DataType.allCases.filter { $0 != .bfloat16 && $0 != .bytes }

    private func file(_ dictionary: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let length = dictionary.utf8.count
        let size: [UInt8] = [UInt8(length & 0xFF), UInt8(length >> 8)] + (version == 1 ? [] : [0, 0])
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + Array(dictionary.utf8) + data
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `what is written is read again`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let tensor = try Tensor.random(of: Self.types, json: false, using: &random)
        let file = try NPY.write(tensor)
        #expect((file.count - tensor.range.count) % 64 == 0)
        let read = try NPY.read(file)
        #expect(NamedTensor(name: "", tensor: read).matches(NamedTensor(name: "", tensor: tensor)))
    }

    @Test func `a file is written as NumPy writes it`() throws {
        let file = try NPY.write(try Tensor([1, 2] as [Int16]))
        let dictionary = "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }"
        let padding = String(repeating: " ", count: 117 - dictionary.utf8.count) + "\n"
        #expect(file == self.file(dictionary + padding, [1, 0, 2, 0]))
    }

    @Test(arguments: 1...3 as ClosedRange<UInt8>)
    func `all three versions are read`(version: UInt8) throws {
        let file = self.file("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }\n", [7, 8], version: version)
        let tensor = try NPY.read(file)
        #expect(tensor.shape == [1, 2])
        #expect(tensor.values() == [7, 8] as [UInt8])
    }

    @Test func `big-endian numbers are turned round`() throws {
        let file = self.file(
            "{'descr': '>i4', 'fortran_order': False, 'shape': (2,)}",
            [0, 0, 1, 2, 255, 255, 255, 254]
        )
        #expect(try NPY.read(file).values() == [258, -2] as [Int32])
    }

    @Test func `Fortran order is put into rows`() throws {
        // numpy.arange(24).reshape(2, 3, 4), stored with the first index running fastest.
        var stored: [UInt8] = []
        for last in 0..<4 {
            for middle in 0..<3 { for first in 0..<2 { stored += [0, UInt8(first * 12 + middle * 4 + last)] } }
        }
        let tensor = try NPY.read(self.file("{\"shape\":(2L,3L,4L),'fortran_order':True,'descr':'>u2',}", stored))
        #expect(tensor.shape == [2, 3, 4])
        #expect(tensor.values() == Array(0..<24 as Range<UInt16>))
    }

    @Test(
        arguments: [("()", [1], []), ("(0,)", [], [0]), ("(3, 0, 9223372036854775807)", [], [3, 0, .max])]
            as [(String, [UInt8], [Int])]
    )
    func `scalars and empty arrays are read`(shape: String, data: [UInt8], dimensions: [Int]) throws {
        for order in ["True", "False"] {
            let file = self.file("{'descr': '|b1', 'fortran_order': \(order), 'shape': \(shape)}", data)
            #expect(try NPY.read(file).shape.dimensions == dimensions)
        }
    }

    @Test(arguments: [
        ("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "Python objects"),
        ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "records of several fields"),
        ("{'descr': '<U3', 'fortran_order': False, 'shape': (1,)}", "'<U3'"),
        ("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", "'<c8'"),
        ("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,)}", "'<M8[s]'"),
        ("{'descr': '', 'fortran_order': False, 'shape': (1,)}", "NumPy type ''"),
        ("{'descr': '<f4', 'fortran_order': False}", "'shape', each once"),
        ("{'descr': '<f4', 'descr': '<f4'}", "each once"),
        ("{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}", "True or False"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "a length below 2^63"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "a length below 2^63"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "63 bits"),
        ("{'descr': '<f8', 'fortran_order': True, 'shape': (9223372036854775807,)}", "more than 2^63 bytes"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "takes 8 bytes, the file has 4"),
        ("{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", "takes 3 bytes, the file has 4"),
        ("{'descr': '|b1', 'fortran_order': False, 'shape': (4,)}", "BOOL element 3"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} 1", "nothing after '}', got '1'"),
        ("{'descr': '<f4", "closing quote"),
        ("", "expected '{', got the end"),
    ])
    func `what cannot be a tensor is refused with its reason`(dictionary: String, reason: String) {
        let error = #expect(throws: AviaryError.self) { try NPY.read(self.file(dictionary, [0, 0, 0, 2])) }
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            ([], "begins with"), ([0x93, 0x4E], "begins with"), (Array("PK\u{3}\u{4}zzzzzzzz".utf8), "begins with"),
            ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 4, 0, 0, 0], "got 4.0"),
            ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 255, 255], "65535 bytes, the file has 0"),
            ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 2, 0, 255, 255], "65535 bytes, the file has 0"),
            ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 3, 0, 255, 255, 255, 255, 0], "4294967295 bytes, the file has 1"),
        ] as [([UInt8], String)]
    )
    func `a file that ends early is refused`(file: [UInt8], reason: String) {
        let error = #expect(throws: AviaryError.self) { try NPY.read(file) }
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func `types that NumPy lacks are not written`() throws {
        #expect(throws: AviaryError.self) { try NPY.write(try Tensor(strings: ["a"])) }
    }

    @Test(arguments: 0..<500 as Range<UInt64>)
    func `a corrupt file is an error or another array, never a crash`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        var file = try NPY.write(try .random(of: Self.types, json: false, using: &random))
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let index = Int.random(in: 0..<min(file.count, 80), using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: file[index] = .random(in: 0...0xFF, using: &random)
            case 1: file[index] = "{}(),'<>|=OTFL09 ".utf8.randomElement(using: &random) ?? 0
            case 2: file.insert(UInt8(ascii: "9"), at: index)
            default: file.removeSubrange(index..<Int.random(in: index...file.count, using: &random))
            }
            if file.isEmpty { break }
        }
        do throws(AviaryError) {
            _ = try NPY.read(file)
        } catch {
            #expect(error.code == .invalidArgument)
        }
    }
}
