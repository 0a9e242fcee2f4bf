/// Plots of a column as SVG, in colours that the page's style gives to the classes `reference` and `current`.
enum Plot {
    private static let width = 420.0
    private static let height = 170.0
    private static let bottom = 22.0

    /// Both distributions over each other.
    static func distribution(_ picture: ColumnPicture) -> String {
        switch picture.axis {
        case .bins(let edges): self.histogram(picture, edges)
        case .words(let words): self.bars(picture, words)
        }
    }

    private static func histogram(_ picture: ColumnPicture, _ edges: [Double]) -> String {
        let highest = max((picture.reference + picture.current).max() ?? 0, 1e-12)
        let step = self.width / Double(picture.reference.count)
        let floor = self.height - self.bottom
        func area(_ shares: [Double], _ name: String) -> String {
            var path = "M0 \(self.place(floor))"
            for (index, share) in shares.enumerated() {
                let y = self.place(floor - share / highest * (floor - 8))
                path += "V\(y)H\(self.place(Double(index + 1) * step))"
            }
            return "<path class=\"\(name)\" d=\"\(path)V\(self.place(floor))Z\"/>"
        }
        let labels = [(0.0, "start"), (0.5, "middle"), (1.0, "end")].map { share, anchor in
            let value = edges[Int(share * Double(edges.count - 1))]
            return self.label(share * self.width, self.height - 6, anchor, ShortNumber.text(value))
        }
        return self.svg(
            self.height,
            "distribution of both",
            area(picture.reference, "reference") + area(picture.current, "current")
                + "<path class=\"axis\" d=\"M0 \(self.place(floor))H\(self.place(self.width))\"/>" + labels.joined()
        )
    }

    private static func bars(_ picture: ColumnPicture, _ words: [String]) -> String {
        let highest = max((picture.reference + picture.current).max() ?? 0, 1e-12)
        let (row, left) = (22.0, 120.0)
        var body = ""
        for (index, word) in words.enumerated() {
            let y = Double(index) * row + 4
            let name = word.count > 16 ? word.prefix(15) + "…" : word[...]
            body += self.label(left - 8, y + 12, "end", name.isEmpty ? "(blank)" : String(name))
            for (offset, side) in [(0.0, ("reference", picture.reference)), (8.0, ("current", picture.current))] {
                let length = side.1[index] / highest * (self.width - left - 56)
                body +=
                    "<rect class=\"\(side.0)\" x=\"\(self.place(left))\" y=\"\(self.place(y + offset))\" "
                    + "width=\"\(self.place(length))\" height=\"7\"/>"
            }
            let end = max(picture.reference[index], picture.current[index]) / highest * (self.width - left - 56)
            body += self.label(left + end + 6, y + 12, "start", ShortNumber.percent(picture.current[index]))
        }
        return self.svg(Double(words.count) * row + 8, "shares of both", body)
    }

    /// The quantiles of one side over those of the other; on the line where both agree.
    static func quantiles(_ picture: ColumnPicture) -> String {
        guard let first = picture.quantiles.first, let last = picture.quantiles.last else { return "" }
        let size = 200.0
        let low = min(first.reference, first.current)
        let high = max(last.reference, last.current)
        // Halves, since the greatest numbers lie further apart than a number can say.
        let range = high / 2 - low / 2
        func place(_ value: Double) -> Double { (range > 0 ? (value / 2 - low / 2) / range : 0.5) * (size - 16) + 8 }
        let points = picture.quantiles.map { point in
            let (x, y) = (self.place(place(point.reference)), self.place(size - place(point.current)))
            return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"2.2\"/>"
        }
        return self.svg(
            size + self.bottom,
            "quantiles of both",
            "<path class=\"axis\" d=\"M8 \(self.place(size - 8))L\(self.place(size - 8)) 8\"/>"
                + "<g class=\"points\">\(points.joined())</g>"
                + self.label(size / 2, size + 16, "middle", "quantiles, current ↑ reference →"),
            width: size
        )
    }

    private static func svg(_ height: Double, _ title: String, _ body: String, width: Double = Plot.width) -> String {
        "<svg viewBox=\"0 0 \(self.place(width)) \(self.place(height))\" width=\"\(self.place(width))\" "
            + "height=\"\(self.place(height))\" role=\"img\" aria-label=\"\(title)\">\(body)</svg>"
    }

    private static func label(_ x: Double, _ y: Double, _ anchor: String, _ text: String) -> String {
        "<text x=\"\(self.place(x))\" y=\"\(self.place(y))\" text-anchor=\"\(anchor)\">\(HTMLText.escape(text))</text>"
    }

    private static func place(_ value: Double) -> String { ShortNumber.plain(value.isFinite ? value : 0, decimals: 1) }
}

/// Text in HTML.
enum HTMLText {
    /// A text that means nothing but itself.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
