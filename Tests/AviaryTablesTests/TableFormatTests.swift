import AviaryTables
import Testing

struct TableFormatTests {
    @Test(arguments: [("a.CSV", TableFormat.csv), ("b.tsv", .csv), ("c.ndjson", .jsonl), ("d.x.parquet", .parquet)])
    func `a file's name tells its format`(path: String, format: TableFormat) {
        #expect(TableFormat(path: path) == format)
    }

    @Test func `another name tells none`() { #expect(TableFormat(path: "csv") == nil) }
}
