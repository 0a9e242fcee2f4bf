package import AviaryControl
internal import AviaryStatistics

/// A comparison as one page of HTML that needs nothing else: verdict, ranking, and plots of the columns.
package struct DriftPage {
    /// How many columns have plots; the others have their line in the ranking.
    private static let plotted = 100

    private let outcome: DriftRun.Outcome
    private let names: (reference: String, current: String)
    private let verdict: DriftVerdict
    private let correction: DriftPlan.Correction

    /// Makes a page.
    ///
    /// - Parameters:
    ///   - outcome: what came out.
    ///   - names: what the page calls both tables.
    ///   - verdict: what is said of the table.
    ///   - correction: how p-values were adjusted.
    package init(
        _ outcome: DriftRun.Outcome,
        names: (reference: String, current: String),
        verdict: DriftVerdict,
        correction: DriftPlan.Correction
    ) {
        self.outcome = outcome
        self.names = names
        self.verdict = verdict
        self.correction = correction
    }

    /// The page.
    package var html: String {
        let drift = self.outcome.drift
        let share = ShortNumber.percent(drift.driftedShare)
        let columns = drift.columns.count == 1 ? "column" : "columns"
        let counts = [drift.driftedCount, drift.columns.count, drift.unknownCount].map(ShortNumber.count)
        let title = "\(counts[0]) of \(counts[1]) \(columns) drifted"
        let unknown = drift.unknownCount > 0 ? ", \(counts[2]) cannot be compared" : ""
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(title)</title><style>\(Self.style)</style></head><body>
            <header><p class="badge \(self.verdict.rawValue)">\(Self.words(self.verdict))</p>
            <h1>\(title) <small>\(share)\(unknown)</small></h1>
            <dl><div><dt class="reference">Reference</dt><dd>\(self.side(self.names.reference, self.outcome.rows.reference))</dd></div>
            <div><dt class="current">Current</dt><dd>\(self.side(self.names.current, self.outcome.rows.current))</dd></div></dl>
            </header>
            \(self.notes)
            <main><section><div class="ranking" tabindex="0"><table><thead><tr><th>Column</th><th>Verdict</th><th class="n">Distance</th>
            <th>Type</th><th>Test</th><th class="n">Statistic</th><th class="n">p-value</th><th class="n">Threshold</th>
            <th class="n">Missing</th></tr></thead>
            <tbody>\(drift.columns.enumerated().map(self.row).joined(separator: "\n"))</tbody></table></div>
            <p class="faint">\(self.correctionWords) Distance ranks the columns whatever their test: the Kolmogorov-Smirnov \
            distance of numbers, the total variation distance of categories, from 0 to 1.\(self.plottedWords)</p></section>
            \(drift.columns.prefix(Self.plotted).enumerated().map(self.card).joined(separator: "\n"))
            </main></body></html>

            """
    }

    private func side(_ name: String, _ rows: Int) -> String {
        "\(HTMLText.escape(name)), \(ShortNumber.count(rows)) rows"
    }

    private var notes: String {
        guard !self.outcome.notes.isEmpty else { return "" }
        let lines = self.outcome.noteLines.map { "<li>\(HTMLText.escape($0))</li>" }
        return "<ul class=\"notes\">\(lines.joined())</ul>"
    }

    private var correctionWords: String {
        switch self.correction {
        case .none: "p-values are not adjusted for the number of columns."
        case .holm: "p-values are adjusted for the number of columns by Holm's method."
        case .benjaminiHochberg: "p-values are adjusted for the number of columns by Benjamini and Hochberg's method."
        }
    }

    private var plottedWords: String {
        self.outcome.drift.columns.count > Self.plotted ? " Plots of the first \(Self.plotted) columns follow." : ""
    }

    private func row(_ index: Int, _ column: ColumnDrift) -> String {
        let comparison = column.comparison
        let name = HTMLText.escape(comparison.column)
        let link = index < Self.plotted ? "<a href=\"#c\(index)\">\(name)</a>" : name
        let missing = [comparison.reference, comparison.current].map { ShortNumber.percent($0.missingShare) }
        let pValue = ShortNumber.text(column.adjustedPValue)
        let bar =
            "<span class=\"bar\" style=\"width:\(ShortNumber.plain(comparison.distance * 60, decimals: 1))px\"></span>"
        return "<tr><td title=\"\(name)\">\(link)</td>"
            + "<td><span class=\"badge \(column.verdict.rawValue)\">\(column.verdict.rawValue)</span></td>"
            + "<td class=\"n\">\(bar) \(ShortNumber.text(comparison.distance))</td>"
            + "<td>\(comparison.kind == .numbers ? "number" : "category")</td>"
            + "<td>\(comparison.test.rawValue)</td><td class=\"n\">\(ShortNumber.text(comparison.result.statistic))</td>"
            + "<td class=\"n\">\(pValue)</td><td class=\"n\">\(ShortNumber.text(column.threshold))</td>"
            + "<td class=\"n\">\(missing[0]) → \(missing[1])</td></tr>"
    }

    private func card(_ index: Int, _ column: ColumnDrift) -> String {
        let comparison = column.comparison
        var facts = "\(comparison.test.title): \(ShortNumber.text(comparison.result.statistic))"
        if comparison.test.outcome == .pValue {
            facts += ", adjusted p-value \(ShortNumber.text(column.adjustedPValue))"
        }
        facts += ", threshold \(ShortNumber.text(column.threshold))"
        let picture = self.outcome.pictures[comparison.column]
        let plots = picture.map { Plot.distribution($0) + Plot.quantiles($0) }
        return "<section id=\"c\(index)\"><h2>\(HTMLText.escape(comparison.column)) "
            + "<span class=\"badge \(column.verdict.rawValue)\">\(column.verdict.rawValue)</span></h2>"
            + "<p class=\"faint\">\(facts)</p><div class=\"plots\">\(plots ?? "<p>One side has no values.</p>")</div></section>"
    }

    private static func words(_ verdict: DriftVerdict) -> String {
        switch verdict {
        case .drifted: "drift"
        case .steady: "no drift"
        case .unknown: "cannot be said"
        }
    }

    private static let style = """
        :root{color-scheme:light dark;--back:#f6f7f9;--card:#fff;--text:#1c2530;--faint:#667383;--line:#dde3ea;\
        --reference:#3b76b5;--current:#e07b1f;--bad:#c0392b;--good:#2e8b57;--odd:#8a6d00}
        @media(prefers-color-scheme:dark){:root{--back:#12171d;--card:#1b222b;--text:#e4eaf1;--faint:#93a1b1;\
        --line:#2f3a46;--reference:#6ea8e0;--current:#f0a050;--bad:#ef7b6d;--good:#62c08c;--odd:#d8b84a}}
        *{box-sizing:border-box}body{margin:0 auto;max-width:1180px;padding:24px;background:var(--back);color:var(--text);\
        font:15px/1.5 system-ui,"DejaVu Sans",sans-serif}
        h1{margin:4px 0 12px;font-size:28px}h1 small,.faint{color:var(--faint);font-weight:normal}h2{margin:0;font-size:18px;overflow-wrap:anywhere}
        header,section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 20px;margin:0 0 16px}
        .ranking{overflow:auto;max-height:75vh}@media print{.ranking{max-height:none}}p{margin:6px 0}dl{display:flex;gap:36px;margin:0;flex-wrap:wrap}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
        dt.reference{color:var(--reference)}dt.current{color:var(--current)}
        .badge{display:inline-block;margin:0;padding:1px 9px;border-radius:99px;border:1px solid;font-size:13px;font-weight:600}
        .drifted{color:var(--bad)}.steady{color:var(--good)}.unknown{color:var(--odd)}
        table{border-collapse:collapse;width:100%;font-size:14px}th{text-align:left;color:var(--faint);font-weight:600;\
        position:sticky;top:0;background:var(--card);z-index:1}
        th,td{padding:5px 8px;border-bottom:1px solid var(--line);white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums}
        td:first-child{max-width:min(260px,36vw);overflow:hidden;text-overflow:ellipsis}a{color:inherit}
        .bar{display:inline-block;height:8px;border-radius:2px;background:var(--current)}
        .plots{display:flex;gap:28px;flex-wrap:wrap;align-items:flex-start;margin-top:8px}svg{max-width:100%;height:auto}
        svg text{fill:var(--faint);font-size:11px}svg .reference{fill:var(--reference);fill-opacity:.45;stroke:var(--reference)}
        svg .current{fill:var(--current);fill-opacity:.45;stroke:var(--current)}svg rect{stroke:none;fill-opacity:.85}
        svg rect.reference,svg rect.current{stroke:none;fill-opacity:.85}svg .axis{fill:none;stroke:var(--line)}svg .points{fill:var(--current)}
        .notes{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 36px;color:var(--odd)}
        """
}
