import AviaryCore
import AviaryTables
import AviaryTesting

/// What holds for the readers of tables.
enum TableProperty: String, CaseIterable, InputProperty {
    /// CSV: what is read is the same after it was written with quotes and read again.
    case csv

    func violation(by bytes: [UInt8]) -> String? {
        do throws(AviaryError) {
            let table = try CSVRows(bytes)
            var written: [UInt8] = Self.record(table.columns)
            for row in table.rows { written += Self.record(row) }
            let again: CSVRows
            do throws(AviaryError) {
                again = try CSVRows(written, separator: UInt8(ascii: ","))
            } catch {
                return "what was written is refused: \(error)"
            }
            guard again.columns == table.columns else { return "columns \(table.columns) became \(again.columns)" }
            return again.rows == table.rows ? nil : "other rows"
        } catch {
            return self.objection(to: error)
        }
    }

    /// A record with every field in quotes; by bytes, since a quote and an accent behind it are one character.
    private static func record(_ fields: [String]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        let quoted = fields.map { [quote] + $0.utf8.flatMap { $0 == quote ? [$0, $0] : [$0] } + [quote] }
        return Array(quoted.joined(separator: [UInt8(ascii: ",")])) + [0x0D, 0x0A]
    }
}
