import Foundation

/// The studies as a picture of two panels, in SVG.
enum Plot {
    /// Draws the shares of rollouts that were rolled back, over requests.
    static func draw(twins: [Study], requests: Int, worse: Study, fixed: Int) -> String {
        let left = Panel(
            left: 60,
            title: "Rolled back by mistake: a twin of stable",
            axis: "requests",
            most: requests,
            highest: 0.4
        )
        let right = Panel(
            left: 520,
            title: "Rolled back: fails in 3 % instead of 1 %",
            axis: "the candidate's requests",
            // Ticks at round numbers.
            most: (3 * fixed + 399) / 400 * 400,
            highest: 1
        )
        let colors = ["#1f6f8b", "#d1495b", "#3aa17e", "#6a4c93", "#edae49"]
        var parts = [left.frame(), right.frame()]
        for (index, study) in twins.enumerated() {
            parts.append(left.curve(study, color: colors[index % colors.count]))
            parts.append(self.legend(study.name, color: colors[index % colors.count], row: index))
        }
        parts.append(left.level(Studies.alpha, label: "alpha"))
        parts.append(right.curve(worse, color: colors[0]))
        parts.append(right.mark(fixed, label: "best fixed size: \(fixed)", at: 0.14))
        parts.append(right.mark(fixed * 3 / 2, label: "1.5 times: \(fixed * 3 / 2)", at: 0.06))
        parts.append(right.level(0.95, label: "95 %"))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 430" font-family="sans-serif" font-size="12">
            <rect width="960" height="430" fill="#ffffff"/>
            \(parts.joined(separator: "\n"))
            </svg>

            """
    }

    private static func legend(_ name: String, color: String, row: Int) -> String {
        let (x, y) = (60 + row % 2 * 440, 350 + row / 2 * 22)
        return """
            <rect x="\(x)" y="\(y - 5)" width="18" height="4" fill="\(color)"/><text x="\(x + 24)" y="\(y)">\(name)</text>
            """
    }
}

/// One pair of axes: requests to the right, shares upwards.
private struct Panel {
    let left: Double
    let title: String
    let axis: String
    let most: Int
    let highest: Double
    private let top = 40.0
    private let width = 380.0
    private let height = 250.0

    init(left: Double, title: String, axis: String, most: Int, highest: Double) {
        (self.left, self.title, self.axis, self.most, self.highest) = (left, title, axis, most, highest)
    }

    func frame() -> String {
        var parts = [
            "<text x=\"\(self.left)\" y=\"24\" font-size=\"14\" font-weight=\"bold\">\(self.title)</text>",
            "<text x=\"\(self.left + self.width)\" y=\"\(self.y(0) + 34)\" text-anchor=\"end\">\(self.axis)</text>",
        ]
        for share in stride(from: 0.0, through: self.highest, by: self.highest / 4) {
            parts.append(
                """
                <line x1="\(self.left)" x2="\(self.left + self.width)" y1="\(self.y(share))" y2="\(self.y(share))" \
                stroke="#dddddd"/><text x="\(self.left - 8)" y="\(self.y(share) + 4)" text-anchor="end">\
                \(Int((share * 100).rounded())) %</text>
                """
            )
        }
        for requests in stride(from: 0, through: self.most, by: self.most / 4) {
            parts.append(
                "<text x=\"\(self.x(requests))\" y=\"\(self.y(0) + 18)\" text-anchor=\"middle\">\(requests)</text>"
            )
        }
        return parts.joined(separator: "\n")
    }

    func curve(_ study: Study, color: String) -> String {
        let points = stride(from: 0, through: self.most, by: max(1, self.most / 190)).map { requests in
            "\(self.x(requests)),\(self.y(study.share(by: requests)))"
        }
        return
            "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\"/>"
    }

    func level(_ share: Double, label: String) -> String {
        """
        <line x1="\(self.left)" x2="\(self.left + self.width)" y1="\(self.y(share))" y2="\(self.y(share))" \
        stroke="#333333" stroke-dasharray="4 3"/><text x="\(self.left + self.width - 4)" y="\(self.y(share) - 5)" \
        text-anchor="end">\(label)</text>
        """
    }

    func mark(_ requests: Int, label: String, at height: Double) -> String {
        """
        <line x1="\(self.x(requests))" x2="\(self.x(requests))" y1="\(self.top)" y2="\(self.y(0))" \
        stroke="#333333" stroke-dasharray="4 3"/><text x="\(self.x(requests) + 5)" y="\(self.y(height))">\(label)</text>
        """
    }

    private func x(_ requests: Int) -> Double {
        ((self.left + self.width * Double(requests) / Double(self.most)) * 10).rounded() / 10
    }

    private func y(_ share: Double) -> Double {
        ((self.top + self.height * (1 - share / self.highest)) * 10).rounded() / 10
    }
}
