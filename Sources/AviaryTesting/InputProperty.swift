package import AviaryCore
internal import Foundation

/// What holds for every input of a reader, however it was made.
///
/// The fuzzer looks for an input that breaks it, and the tests try all that it has kept.
package protocol InputProperty: Sendable {
    /// The reader's name, which is that of its folders in the corpus.
    var rawValue: String { get }

    /// Tries one input.
    ///
    /// - Parameter bytes: the input.
    /// - Returns: what is wrong; `nil` if nothing is.
    func violation(by bytes: [UInt8]) -> String?
}

extension InputProperty {
    /// What is wrong with a refusal: nothing, if it is said why, in text that a person can be shown, and truly where.
    ///
    /// - Parameters:
    ///   - error: the refusal.
    ///   - text: the JSON text that was read, if any was.
    /// - Returns: what is wrong; `nil` if nothing is.
    package func objection(to error: AviaryError, in text: ArraySlice<UInt8> = []) -> String? {
        guard error.code == .invalidArgument || error.code == .unimplemented else {
            return "the error is not the client's: \(error.code): \(error)"
        }
        guard !error.message.isEmpty else { return "an error without words" }
        guard let mark = error.message.range(of: "malformed JSON at byte ") else { return nil }
        let numbers = error.message[mark.upperBound...].split(maxSplits: 3) { !$0.isNumber }.prefix(3)
            .compactMap { Int($0) }
        guard numbers.count == 3, numbers[0] <= text.count else { return "a position outside the text: \(error)" }
        let before = text.prefix(numbers[0])
        let lines = before.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard numbers[1] == lines.count, numbers[2] == (lines.last?.count ?? 0) + 1 else {
            return "a line and column that are not those of the byte: \(error)"
        }
        return nil
    }

    /// The inputs that fuzzing has kept: those that reach code of their own, and those that once broke something.
    ///
    /// - Returns: each with its file's name.
    /// - Throws: when a file cannot be read.
    private func keptInputs() throws -> [(name: String, bytes: [UInt8])] {
        let directory = Checkout.root.appending(component: "Fuzz")
        var inputs: [(name: String, bytes: [UInt8])] = []
        for kind in ["corpus", "crashes"] {
            let folder = directory.appending(components: kind, self.rawValue)
            guard FileManager.default.fileExists(atPath: folder.path()) else { continue }
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                inputs.append((file.lastPathComponent, Array(try Data(contentsOf: file))))
            }
        }
        return inputs
    }

    /// Tries all inputs that fuzzing has kept.
    ///
    /// - Returns: how many there are, and what is wrong with those that break something.
    /// - Throws: when a file cannot be read.
    package func tryKeptInputs() throws -> (count: Int, violations: [String]) {
        let inputs = try self.keptInputs()
        let violations = inputs.compactMap { input in
            self.violation(by: input.bytes).map { "\(self.rawValue)/\(input.name): \($0)" }
        }
        return (inputs.count, violations)
    }
}
