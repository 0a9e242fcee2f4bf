internal import AviaryCore

/// The boxes of an output, with the classes beside them.
struct BoxSet {
    private var boxes: [(box: Box, category: String)] = []

    /// How many boxes are looked at: matching takes time with their square.
    private static let room = 512
    /// The outputs that stand beside one of boxes, by the ends of their names.
    static let siblings = ["scores", "classes", "labels"]

    /// Whether a name is that of an output of boxes.
    static func isBoxes(_ name: String) -> Bool { name.hasSuffix("boxes") }

    /// The name that boxes would have beside another output: `out_boxes` beside `out_scores`.
    static func boxes(beside name: String) -> String {
        guard let sibling = Self.siblings.first(where: name.hasSuffix) else { return "boxes" }
        return "\(name.dropLast(sibling.count))boxes"
    }

    /// What is different, wherever boxes stand in their order.
    ///
    /// Boxes are four numbers (left, top, right, bottom), their classes those of an output beside them; or six: a score and
    /// a class behind the four. Those without an area are what is left of a fixed number of places. Each of stable's boxes, in
    /// their order, takes the candidate's that it overlaps most of those of its class which are left.
    static func difference(
        _ name: String,
        _ stable: [NamedTensor],
        _ candidate: [NamedTensor],
        overlap: Double,
        atLeast share: Double
    ) -> Difference? {
        guard let own = BoxSet(name, stable), let others = BoxSet(name, candidate) else {
            return Difference(1, "boxes are rows of 4 or 6 numbers, and at least one version answers something else")
        }
        let all = own.boxes.count + others.boxes.count
        guard all > 0 else { return nil }
        var left = Array(others.boxes.indices)
        var matched = 0
        for item in own.boxes {
            var best: (place: Int, overlap: Double)?
            for (place, index) in left.enumerated() where others.boxes[index].category == item.category {
                let shared = Double(item.box.intersectionOverUnion(with: others.boxes[index].box))
                if shared >= overlap, shared > best?.overlap ?? -1 { best = (place, shared) }
            }
            guard let best else { continue }
            left.remove(at: best.place)
            matched += 1
        }
        let partnered = Double(2 * matched) / Double(all)
        guard partnered < share else { return nil }
        return Difference(
            1 - partnered,
            "\(matched) of stable's \(own.boxes.count) boxes have a partner among the candidate's \(others.boxes.count)"
        )
    }

    private init?(_ name: String, _ outputs: [NamedTensor]) {
        guard let tensor = outputs.first(where: { $0.name == name })?.tensor, let numbers = tensor.numbers(),
            tensor.rowLength == 4 || tensor.rowLength == 6
        else { return nil }
        let length = tensor.rowLength
        let count = numbers.count / length
        let classes = length == 4 ? Self.classes(beside: name, outputs, count: count) : nil
        let first = tensor.shape.dimensions.first ?? 1
        let rowsAPicture = tensor.shape.rank > 2 ? max(1, count / max(1, first)) : max(1, count)
        for index in 0..<count where self.boxes.count < Self.room {
            let row = numbers[index * length..<(index + 1) * length].map { Float($0) }
            let box = Box(left: row[0], top: row[1], right: row[2], bottom: row[3])
            guard box.area > 0 else { continue }
            let category = length == 6 ? "\(row[5])" : classes?[index] ?? ""
            // Boxes of another picture of the batch are never partners.
            self.boxes.append((box, "\(index / rowsAPicture)/\(category)"))
        }
    }

    private static func classes(beside name: String, _ outputs: [NamedTensor], count: Int) -> [String]? {
        for word in ["classes", "labels"] {
            let sibling = name.hasSuffix("boxes") ? "\(name.dropLast(5))\(word)" : word
            guard let tensor = outputs.first(where: { $0.name == sibling })?.tensor,
                tensor.shape.elementCount == count
            else { continue }
            if let numbers = tensor.numbers() { return numbers.map { "\($0)" } }
            return tensor.byteStrings().map { String(decoding: $0.prefix(64), as: UTF8.self) }
        }
        return nil
    }
}
