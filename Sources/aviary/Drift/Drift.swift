import ArgumentParser
import AviaryControl
import AviaryCore
import AviaryOffline
import AviaryStatistics
import AviaryTables
import Foundation

/// Compares a table with its reference.
struct Drift: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Say which columns of a table are no longer what they were.",
        discussion: """
              aviary drift reference.csv current.csv
              aviary drift last-month.parquet today.parquet --report drift.html
              aviary drift reference.csv current.csv --test psi --threshold 0.2 --json

            Tables are CSV, JSON lines or Parquet, by the ends of their names. A column is one of numbers if every value in \
            both tables is a number or missing, else one of categories. Infinite numbers count as missing, and are told. A file \
            is read several times where its columns do not fit --memory, and can be no pipe.

            Where no test is named, each column gets one by its kind and by how many values the reference has, as Evidently \
            does: up to 1,000 a test (ks; chi-square for categories and for at most 5 different numbers) with 0.05, beyond a \
            distance (wasserstein in standard deviations; jensen-shannon) with 0.1. A test that does not take a column's kind \
            leaves the column to the usual one. p-values are adjusted for the number of columns.

            --json prints a list with an object for each column: column, type, test, statistic, pValue, adjustedPValue (which \
            decides), threshold, drifted (null where it cannot be said), distance (0 to 1, for ranking), and how many values \
            either table has and misses.

            Exit codes: 0 no drift, 1 drift, 2 it cannot be said, 64 the command line is wrong, 65 a table is wrong or the \
            columns differ, 66 there is no such file, 73 the report cannot be written.
            """
    )

    @Argument(help: ArgumentHelp("The table as it was.", valueName: "reference"), completion: .file()) var reference:
        String
    @Argument(help: ArgumentHelp("The table as it is.", valueName: "current"), completion: .file()) var current: String
    @Option(
        name: .customLong("test"),
        help: ArgumentHelp(
            "The test or distance; may be given once for numbers and once for categories.",
            valueName: "name"
        )
    )
    var tests: [TestName] = []
    @Option(
        help: ArgumentHelp(
            "What the p-values or distances of the named tests are held against, or those of all (default: the test's own).",
            valueName: "x"
        )
    )
    var threshold: Double?
    @Option(name: .customLong("column"), parsing: .upToNextOption, help: "Compare these columns alone.")
    var columns: [String] = []
    @Flag(help: "Compare the columns that both tables have, and leave the others out.") var common = false
    @Option(help: "How p-values are adjusted for the number of columns: bh (Benjamini-Hochberg), holm or none.")
    var correction = CorrectionName.bh
    @Option(help: "When it is a drift: any column, or the share that --share says.") var failOn = FailOn.any
    @Option(help: "The share of drifted columns from which on the table has drifted, for --fail-on share.") var share =
        0.5
    @Option(
        help: ArgumentHelp("How much memory values may take; more columns than fit are read later.", valueName: "size")
    )
    var memory = "256MiB"
    @Option(help: ArgumentHelp("Write a page with plots.", valueName: "file"), completion: .file(extensions: ["html"]))
    var report: String?
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var tables: TableFlags

    /// A test by its name.
    struct TestName: ExpressibleByArgument {
        static let allValueStrings = TwoSampleTest.allCases.map(\.rawValue)
        let test: TwoSampleTest

        init?(argument: String) {
            guard let test = TwoSampleTest(rawValue: argument) else { return nil }
            self.test = test
        }
    }

    /// How p-values are adjusted.
    enum CorrectionName: String, ExpressibleByArgument, CaseIterable {
        case bh, holm, none

        var correction: DriftPlan.Correction {
            switch self {
            case .bh: .benjaminiHochberg
            case .holm: .holm
            case .none: .none
            }
        }
    }

    /// When a table has drifted.
    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case any, share
    }

    func validate() throws {
        if let threshold, !(threshold >= 0 && threshold.isFinite) {
            throw ValidationError("--threshold is a number of at least 0, got \(threshold)")
        }
        try self.checkTests()
        guard self.share > 0, self.share <= 1 else {
            throw ValidationError("--share is above 0 and at most 1, got \(self.share)")
        }
        do {
            guard try ByteSizeText.parse(self.memory) >= 1 << 20 else {
                throw ValidationError("--memory is at least 1MiB, got \(self.memory)")
            }
        } catch let error as AviaryError {
            throw ValidationError("--memory: \(error.message)")
        }
    }

    /// Refuses tests of which nothing would come.
    private func checkTests() throws {
        var taken: [TwoSampleTest.Kind: TwoSampleTest] = [:]
        for test in self.tests.map(\.test) {
            let free = test.kinds.filter { taken[$0] == nil }
            guard !free.isEmpty else {
                let kinds = test.kinds.map(\.rawValue).sorted().joined(separator: " and ")
                throw ValidationError("--test \(test.rawValue) is of \(kinds), which an earlier --test has already")
            }
            for kind in free { taken[kind] = test }
            if let threshold, threshold > 1, test.outcome == .pValue {
                throw ValidationError("--threshold is at most 1 for the p-values of \(test.rawValue), got \(threshold)")
            }
        }
    }

    func run() throws {
        if let report { try OutputFile.telling { () throws(AviaryError) in try OutputFile.check(report) } }
        let verdict = try TableFailure.telling { try self.compare() }
        switch verdict {
        case .steady: return
        case .drifted: throw ExitCode.failure
        case .unknown: throw ExitCode(2)
        }
    }

    private func compare() throws -> DriftVerdict {
        let options = self.tables.options
        let files = (
            try TableFile(path: self.reference, options: options), try TableFile(path: self.current, options: options)
        )
        for doubt in Set([files.0, files.1].flatMap(\.doubts)).sorted() { Failure.say(doubt) }
        let schema = SchemaComparison(files.0.columns, files.1.columns)
        let columns = try schema.columns(wanted: self.columns, commonOnly: self.common)
        let run = DriftRun(
            reference: files.0,
            current: files.1,
            columns: columns,
            plan: DriftPlan(
                tests: self.tests.map(\.test),
                threshold: self.threshold,
                correction: self.correction.correction,
                share: self.share
            ),
            memory: try ByteSizeText.parse(self.memory),
            threads: options.threads
        )
        var bar = ProgressBar(count: 100)
        defer { bar.clear() }
        let outcome = try run.run { bar.show(Int($0 * 100), $1) }
        bar.clear()
        let verdict = self.failOn == .any ? outcome.drift.verdictByAny : outcome.drift.verdictByShare
        if let report {
            let page = DriftPage(
                outcome,
                names: (self.reference, self.current),
                verdict: verdict,
                correction: self.correction.correction
            )
            try OutputFile.telling { () throws(AviaryError) in try OutputFile.write(Array(page.html.utf8), to: report) }
        }
        for note in schema.notes(commonOnly: self.common, wanted: self.columns) + outcome.noteLines {
            Failure.say(note)
        }
        if self.json {
            let lines = outcome.drift.columns.map { String(decoding: $0.json.serialized(), as: UTF8.self) }
            try StandardOutput.write("[\(lines.joined(separator: ",\n "))]\n")
        } else {
            try StandardOutput.write(DriftText(outcome, names: (self.reference, self.current), verdict: verdict).text)
        }
        return verdict
    }
}
