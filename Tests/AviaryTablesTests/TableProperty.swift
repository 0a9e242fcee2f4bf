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
            var written = Self.record(table.columns)
            for row in table.rows { written += Self.record(row) }
            let again: CSVRows
            do throws(AviaryError) {
                again = try CSVRows(Array(written.utf8), separator: UInt8(ascii: ","))
            } catch {
                return "what was written is refused: \(error)"
            }
            guard again.columns == table.columns else { return "columns \(table.columns) became \(again.columns)" }
            return again.rows == table.rows ? nil : "other rows"
        } catch {
            return self.objection(to: error)
        }
    }

    private static func record(_ fields: [String]) -> String {
        fields.map { "\"\($0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"" }
            .joined(separator: ",") + "\r\n"
    }
}
