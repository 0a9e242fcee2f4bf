import AviaryCore
import Foundation

/// The lines of standard input, one at a time as they arrive, in bounded memory.
struct StandardInput {
    /// The number of the line that was read last, from 1.
    private(set) var lineNumber = 0
    private var bytes = [UInt8](repeating: 0, count: 1 << 16)
    private var unread = 0..<0

    private static let longestLine = 1 << 12

    /// Reads the next line.
    ///
    /// - Returns: the line without its end; `nil` after the last one.
    /// - Throws: ``AviaryError`` when the line is too long, or nothing can be read.
    mutating func nextLine() throws(AviaryError) -> String? {
        var line: [UInt8] = []
        while true {
            if let end = self.bytes[self.unread].firstIndex(of: UInt8(ascii: "\n")) {
                line += self.bytes[self.unread.lowerBound..<end]
                self.unread = end + 1..<self.unread.upperBound
                break
            }
            line += self.bytes[self.unread]
            guard line.count <= Self.longestLine else {
                throw AviaryError(.tooLarge, "line \(self.lineNumber + 1) is longer than \(Self.longestLine) bytes")
            }
            guard try self.fill() else {
                guard !line.isEmpty else { return nil }
                break
            }
        }
        self.lineNumber += 1
        // The mark of UTF-8, which programs for Windows put in front.
        if self.lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    /// - Returns: whether there was anything to read.
    private mutating func fill() throws(AviaryError) -> Bool {
        while true {
            let count = Foundation.read(STDIN_FILENO, &self.bytes, self.bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw AviaryError(.notFound, "standard input cannot be read: \(String(cString: strerror(errno)))")
            }
            self.unread = 0..<count
            return count > 0
        }
    }
}
