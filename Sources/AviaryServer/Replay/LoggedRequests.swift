internal import AviaryCore
internal import AviaryStore

/// An endpoint's requests from the prediction log, the latest first, in memory bounded by a page of them.
struct LoggedRequests: RequestSource {
    private static let page = 200

    let name: String
    private(set) var lineNumber = 0
    private(set) var skipped = 0
    private let reader: LogReader
    private let model: ModelName
    private let limit: Int
    private var query: LogQuery
    private var rows: [LogRow] = []
    private var count = 0

    /// Opens the log; a server may write it meanwhile.
    ///
    /// - Parameters:
    ///   - path: the log's file.
    ///   - endpoint: whose requests.
    ///   - model: the model that they must have been for.
    ///   - time: none before it; `nil` for any.
    ///   - limit: how many at most.
    /// - Throws: `AviaryError` when the log cannot be read.
    init(
        _ path: String,
        of endpoint: ModelName,
        _ model: ModelName,
        from time: Timestamp?,
        limit: Int
    ) throws(AviaryError) {
        self.name = path
        self.reader = try LogReader(path: path)
        self.model = model
        self.limit = limit
        self.query = LogQuery(limit: Self.page)
        self.query.endpoint = endpoint
        self.query.from = time
    }

    var percent: Int? { nil }

    mutating func next() throws(AviaryError) -> [UInt8]? {
        while self.count < self.limit {
            if self.rows.isEmpty {
                self.rows = try self.reader.rows(self.query).reversed()
                self.query.after = self.rows.first?.id
            }
            guard let row = self.rows.popLast() else { return nil }
            // What stable has refused is no request to judge by, nor is one for another model.
            guard row.inputs.extent == .whole, let inputs = row.inputs.json, row.model == self.model,
                row.decision != LogRow.Decision.failed(.invalidArgument).description
            else {
                self.skipped += 1
                continue
            }
            self.count += 1
            self.lineNumber = Int(clamping: row.number)
            return Array("{\"inputs\":\(inputs)}".utf8)
        }
        return nil
    }
}
