internal import AviaryCore

/// Reads a table once, a block after the other, and parses several blocks at a time.
struct TableScan<Parser: RecordParser> {
    let parser: Parser
    /// What errors call the table.
    let name: String
    /// The line of the file on which the first record begins, from 1.
    let firstLine: Int
    /// How many bytes are parsed at once.
    let blockSize: Int

    private struct Block: Sendable {
        let index: Int
        let bytes: [UInt8]
    }

    private struct Done: Sendable {
        let index: Int
        let result: Result<TablePiece, RecordFault>
    }

    /// Reads all records.
    ///
    /// - Parameters:
    ///   - source: the records' bytes.
    ///   - readings: how each column is wanted.
    ///   - threads: how many threads parse.
    ///   - take: takes the pieces, in their order, on the calling thread.
    /// - Throws: ``AviaryError`` for the first record that cannot be read, and what `take` throws.
    func run<Source: ByteSource & ~Copyable>(
        _ source: consuming Source,
        _ readings: [ColumnReading],
        threads: Int,
        _ take: (TablePiece) throws(AviaryError) -> Void
    ) throws(AviaryError) {
        var splitter = RecordSplitter(source, hasQuotedLines: self.parser.hasQuotedLines, blockSize: self.blockSize)
        let finished = Mailbox<Done>()
        let workers = (0..<max(1, threads)).map { _ in Mailbox<Block>() }
        defer { for worker in workers { worker.close() } }
        for worker in workers {
            let parser = self.parser
            try NativeThread.start {
                while let blocks = worker.receive() {
                    for block in blocks where !worker.isClosed {
                        let result = Result { () throws(RecordFault) in try parser.piece(of: block.bytes, readings) }
                        finished.send(Done(index: block.index, result: result))
                    }
                }
            }
        }
        var (sent, delivered, line, isAtEnd) = (0, 0, self.firstLine, false)
        // A fault of the splitter comes after all blocks before it.
        var last: RecordFault?
        var waiting: [Int: Result<TablePiece, RecordFault>] = [:]
        while true {
            // Two blocks for each thread: one that it parses, and the next.
            while !isAtEnd, sent - delivered < 2 * workers.count {
                do {
                    if let bytes = try splitter.next() {
                        workers[sent % workers.count].send(Block(index: sent, bytes: bytes))
                        sent += 1
                    } else {
                        isAtEnd = true
                    }
                } catch let fault as RecordFault {
                    (last, isAtEnd) = (fault, true)
                } catch let error as AviaryError {
                    throw error
                } catch {
                    throw AviaryError(.internalError, "'\(self.name)' cannot be read: \(error)")
                }
            }
            guard delivered < sent else { break }
            for done in finished.receive() ?? [] { waiting[done.index] = done.result }
            while let result = waiting.removeValue(forKey: delivered) {
                delivered += 1
                switch result {
                case .failure(let fault): throw fault.error(file: self.name, firstLine: line)
                case .success(let piece):
                    try take(piece.shifted(by: line))
                    line += piece.lines
                }
            }
        }
        if let last { throw last.error(file: self.name, firstLine: line) }
    }
}

extension TablePiece {
    /// The same with the strays' lines counted from the file's first one.
    fileprivate func shifted(by line: Int) -> TablePiece {
        let columns = self.columns.map { column -> ColumnPiece in
            guard case .numbers(let numbers, var strays) = column, strays.count > 0 else { return column }
            strays.line += line
            return .numbers(numbers, strays)
        }
        return TablePiece(rows: self.rows, columns: columns, lines: self.lines, bytes: self.bytes)
    }
}
