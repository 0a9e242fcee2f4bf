import AviaryCore
import AviaryTesting

@testable import AviaryStore

/// What holds for the scanner of model files.
enum ModelScannerProperty: String, CaseIterable, InputProperty {
    /// A model file: what is found does not depend on the pieces in which it is read, and is what a reader finds that has
    /// the whole file before it.
    case model

    func violation(by bytes: [UInt8]) -> String? {
        let whole = Self.scan(bytes, piece: max(bytes.count, 1))
        for piece in [1, 1 + Int(bytes.last ?? 0) % 16] where Self.scan(bytes, piece: piece) != whole {
            return "in pieces of \(piece) bytes something else is found"
        }
        let reference = WholeModel.findings(in: bytes)
        switch whole {
        case .success(let findings):
            return findings == reference ? nil : "found \(findings), a reader of the whole finds \(reference as Any)"
        case .failure(let error):
            guard reference == nil else { return "refused what a reader of the whole accepts: \(error)" }
            return self.objection(to: error)
        }
    }

    private static func scan(_ bytes: [UInt8], piece: Int) -> Result<ModelScanner.Findings, AviaryError> {
        Result { () throws(AviaryError) in
            var scanner = ModelScanner()
            for start in stride(from: 0, to: bytes.count, by: piece) {
                try scanner.scan(bytes[start..<min(start + piece, bytes.count)])
            }
            return try scanner.finish()
        }
    }
}

/// Reads a model that lies in memory as a whole, message by message.
private enum WholeModel {
    static func findings(in bytes: [UInt8]) -> ModelScanner.Findings? {
        var findings = ModelScanner.Findings()
        return self.read(bytes[...], as: .model, depth: 1, &findings) ? findings : nil
    }

    private static func read(
        _ message: ArraySlice<UInt8>,
        as kind: ModelMessage,
        depth: Int,
        _ findings: inout ModelScanner.Findings
    ) -> Bool {
        guard depth <= ModelScanner.maximumDepth else { return false }
        var rest = message
        var entry: [UInt64: ArraySlice<UInt8>] = [:]
        while !rest.isEmpty {
            guard let key = self.varint(&rest), (1..<1 << 29).contains(key >> 3) else { return false }
            let length: UInt64
            switch key & 7 {
            case 0:
                guard self.varint(&rest) != nil else { return false }
                continue
            case 1: length = 8
            case 5: length = 4
            case 2:
                guard let announced = self.varint(&rest) else { return false }
                length = announced
            default: return false
            }
            guard length <= rest.count else { return false }
            let content = rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
            guard key & 7 == 2 else { continue }
            if case .entry = kind, key >> 3 <= 2 {
                guard content.count <= ModelScanner.maximumText else { return false }
                entry[key >> 3] = content
            } else if let child = kind.child(key >> 3) {
                if case (.attribute, .graph) = (kind, child) { findings.hasControlFlow = true }
                guard self.read(content, as: child, depth: depth + 1, &findings) else { return false }
            }
        }
        if let name = entry[1], name.elementsEqual("location".utf8) {
            guard let location = String(validating: entry[2] ?? [], as: UTF8.self) else { return false }
            findings.externalLocations.insert(location)
        }
        return true
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 64, by: 7) {
            guard let byte = rest.popFirst(), shift < 63 || byte <= 1 else { return nil }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }
}
