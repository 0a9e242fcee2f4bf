internal import AviaryCore

/// How the outputs of a version are measured.
struct AnswerPlan: Sendable {
    /// How one output is measured; an object, so that none of it is copied for a request.
    final class Output: Sendable {
        /// The output's name.
        let name: String
        /// The slot for the share of rows that are empty or have a number that is not finite.
        let empty: Int?
        /// The slot for its length: the characters of strings, the elements a row of what differs in length.
        let length: Int?
        /// The first slot for the values of its columns, where they may be something else than probabilities.
        let value: Int?
        /// How many columns have a slot.
        let columns: Int
        /// Whether it says a class: whole numbers, truth values or short strings, one a row.
        let saysClass: Bool
        /// Whether it may hold probabilities.
        let mayBeProbable: Bool
        /// Whether one number a row is a probability, by its name.
        let isNamed: Bool
        /// The names of its classes.
        let labels: [String]?

        init(
            name: String,
            empty: Int?,
            length: Int?,
            value: Int?,
            columns: Int,
            saysClass: Bool,
            mayBeProbable: Bool,
            isNamed: Bool,
            labels: [String]?
        ) {
            self.name = name
            self.empty = empty
            self.length = length
            self.value = value
            self.columns = columns
            self.saysClass = saysClass
            self.mayBeProbable = mayBeProbable
            self.isNamed = isNamed
            self.labels = labels
        }
    }

    /// In the order of the signature.
    let outputs: [Output]
    /// The slot for what is empty in any output.
    let empty: Int?
    /// The slots for confidence, and of a classifier for entropy and margin.
    let confidence: Int?
    /// The slot for the class; a detector has one for each thing that it finds, and so many confidences.
    let label: Int?
    /// The slot for the number of detections.
    let detections: Int?
    /// Which output has a row for each detection.
    private let boxes: Int?

    /// Decides how outputs are measured.
    init(
        _ outputs: [TensorSignature],
        _ configuration: ModelConfiguration,
        _ examples: [MeasurePlan.Example],
        _ readers: MediaReaders,
        _ slots: inout SlotList
    ) {
        self.empty = outputs.isEmpty ? nil : slots.add(.empty)
        let boxes = outputs.firstIndex { $0.isBoxes }
        let isDetector = configuration.detection != nil && readers.detections != nil
        self.boxes = isDetector ? nil : boxes
        self.detections = isDetector || boxes != nil ? slots.add(.detections) : nil
        let isClassifier = !isDetector && boxes == nil
        let known = Self.probabilities(outputs, examples)
        let mayBeProbable = outputs.indices.map { isClassifier && outputs[$0].mayBeProbable && known[$0] != false }
        if isDetector {
            self.confidence = slots.add(.confidence)
        } else {
            self.confidence = mayBeProbable.contains(true) ? slots.add(.confidence, .entropy, .margin) : nil
        }
        let saysClass = outputs.map { output in
            isClassifier && output.saysClass(examples.flatMap(\.outputs).filter { $0.name == output.name })
        }
        self.label = saysClass.contains(true) || self.confidence != nil ? slots.add(.label) : nil
        var planned: [Output] = []
        for (index, output) in outputs.enumerated() {
            let width = output.columns ?? 0
            let hasValues =
                isClassifier && output.dataType.isFloat && known[index] != true
                && (1...MeasurePlan.maximumColumns).contains(width)
            let columns = hasValues ? min(width, max(slots.room - 2, 0)) : 0
            let names = width == 1 ? [output.name] : (0..<columns).map { "\(output.name)[\($0)]" }
            let hasLength = output.dataType == .bytes || isClassifier && output.columns == nil
            planned.append(
                Output(
                    name: output.name,
                    empty: outputs.count > 1 ? slots.add(.empty, of: output.name) : nil,
                    length: hasLength ? slots.add(.length, of: output.name) : nil,
                    value: columns > 0 ? slots.add(.output, ofEach: names) : nil,
                    columns: columns,
                    saysClass: saysClass[index],
                    mayBeProbable: mayBeProbable[index],
                    isNamed: output.isProbabilityByName,
                    labels: configuration.labels[output.name]
                )
            )
        }
        self.outputs = planned
    }

    /// Of each output whether the first row of all examples held probabilities; `nil` where there was none, or not all.
    private static func probabilities(_ outputs: [TensorSignature], _ examples: [MeasurePlan.Example]) -> [Bool?] {
        outputs.map { output in
            let found = examples.flatMap(\.outputs).filter { $0.name == output.name }
                .map { Probability($0.tensor, isNamed: $0.isProbabilityByName) != nil }
            guard let first = found.first, found.allSatisfy({ $0 == first }) else { return nil }
            return first
        }
    }

    /// Measures an answer.
    func measure(_ outputs: [NamedTensor], _ readers: MediaReaders, _ sink: (Int, MeasureValue) -> Void) {
        var isEmpty = false
        var best: (plan: Output, place: Int, first: Probability)?
        var said: (plan: Output, place: Int)?
        for (index, output) in self.outputs.enumerated() {
            guard let place = outputs.place(of: output.name, expectedAt: index) else { continue }
            let tensor = outputs[place].tensor
            if output.measureEmptiness(tensor, sink) { isEmpty = true }
            output.measureLength(tensor, sink)
            if best == nil, output.mayBeProbable, let found = Probability(tensor, isNamed: output.isNamed) {
                best = (output, place, found)
            } else if output.saysClass {
                if said == nil, tensor.hasOneElementPerRow { said = (output, place) }
            } else {
                output.measureValues(tensor, sink)
            }
        }
        if let slot = self.empty { sink(slot, .flag(isEmpty)) }
        if let slot = self.detections { self.measureDetections(outputs, readers, slot, sink) }
        if let best {
            let words = said.map { Words(tensor: outputs[$0.place].tensor, names: $0.plan.labels) }
            self.measureClasses(outputs[best.place].tensor, best.plan, best.first, words, sink)
        } else if let said, let slot = self.label {
            Words(tensor: outputs[said.place].tensor, names: said.plan.labels).report(to: slot, sink)
        }
    }

    private func measureDetections(
        _ outputs: [NamedTensor],
        _ readers: MediaReaders,
        _ slot: Int,
        _ sink: (Int, MeasureValue) -> Void
    ) {
        if let boxes, let place = outputs.place(of: self.outputs[boxes].name, expectedAt: boxes) {
            // Its rows of four numbers, of which a number a picture may be left out.
            let lengths = outputs[place].tensor.shape.dimensions
            sink(slot, .number(Double(lengths.count >= 2 ? lengths[lengths.count - 2] : 0)))
        } else if let found = readers.detections?(outputs) {
            sink(slot, .number(Double(found.count)))
            let some = EvenChoice(of: found.count, most: MeasurePlan.maximumRows)
            for index in 0..<some.count {
                let detection = found[some[index]]
                if let slot = self.confidence { sink(slot, .number(Double(detection.confidence))) }
                if let slot = self.label { sink(slot, .category(detection.label)) }
            }
        }
    }
}

extension TensorSignature {
    /// Whether it is the boxes of a detector that leaves out what it has not found: `boxes [-1, 4]` or `[N, -1, 4]`.
    fileprivate var isBoxes: Bool {
        guard self.dataType.isFloat, let dimensions, dimensions.count >= 2, dimensions.last == .fixed(4),
            case .free = dimensions[dimensions.count - 2]
        else { return false }
        let name = self.name.lowercased()
        return ["boxes", "bbox", "dets", "detections"].contains { name.contains($0) }
    }

    /// Whether it may hold probabilities: two a row at least, or one that is called so.
    fileprivate var mayBeProbable: Bool {
        guard self.dataType.isFloat else { return false }
        if self.isProbabilityByName { return true }
        guard let last = self.dimensions?.last else { return self.dimensions == nil }
        return if case .fixed(let classes) = last { classes >= 2 } else { (self.dimensions?.count ?? 0) > 1 }
    }

    /// Whether it says a class.
    fileprivate func saysClass(_ examples: [NamedTensor]) -> Bool {
        guard !self.dataType.isFloat, self.columns == 1 || self.dimensions == nil else { return false }
        return self.dataType != .bytes || ContentRule.content(of: self, nil, examples) == .category
    }
}
