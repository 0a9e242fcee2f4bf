internal import AviaryCore

/// The first rows of the data sets that the example models were trained on.
enum SampleRows {
    /// A row for a model, if the model's name says which data set it knows and the number of features agrees.
    ///
    /// - Parameters:
    ///   - model: the model's name.
    ///   - count: how many features it takes.
    /// - Returns: the features in the data set's order.
    static func row(for model: String, count: Int) -> [JSONValue]? {
        let sample = self.samples.first {
            model.lowercased().contains($0.word) && $0.row.split(separator: " ").count == count
        }
        return sample?.row.split(separator: " ").map { .number(String($0)) }
    }

    private static let samples: [(word: String, row: String)] = [
        ("iris", "5.1 3.5 1.4 0.2"),
        ("wine", "14.23 1.71 2.43 15.6 127 2.8 3.06 0.28 2.29 5.64 1.04 3.92 1065"),
        (
            "cancer",
            """
            17.99 10.38 122.8 1001 0.1184 0.2776 0.3001 0.1471 0.2419 0.07871 1.095 0.9053 8.589 153.4 0.006399 0.04904 \
            0.05373 0.01587 0.03003 0.006193 25.38 17.33 184.6 2019 0.1622 0.6656 0.7119 0.2654 0.4601 0.1189
            """
        ),
        (
            "diabetes",
            """
            0.038076 0.05068 0.061696 0.021872 -0.044223 -0.034821 -0.043401 -0.002592 0.019907 -0.017646
            """
        ),
        (
            "digits",
            """
            0 0 5 13 9 1 0 0 0 0 13 15 10 15 5 0 0 3 15 2 0 11 8 0 0 4 12 0 0 8 8 0 0 5 8 0 0 9 8 0 0 4 11 0 1 12 7 0 \
            0 2 14 5 10 12 0 0 0 0 6 13 10 0 0 0
            """
        ),
    ]
}
