package import AviaryCore

/// What is measured of each request to a version, and how: made once from the version's signature and configuration.
///
/// Each measure has a slot, a number from 0, so that whoever sums up needs no search. A plan says the same of the same
/// request whenever it is asked. Numbers are measured without allocating memory.
package struct MeasurePlan: Sendable {
    /// The most slots of a plan; columns beyond that are not measured.
    package static let maximumSlots = 512
    /// The most columns of a tensor that are features.
    package static let maximumColumns = 64
    /// The most rows of a request that are measured; of more, so many are chosen evenly.
    package static let maximumRows = 64
    /// The most pictures or sounds of a request that are measured.
    package static let maximumMedia = 4

    /// A request and its answer, by which contents are told that the signature leaves open.
    package struct Example: Sendable {
        /// The inputs.
        package let inputs: [NamedTensor]
        /// The outputs; empty where they are not known.
        package let outputs: [NamedTensor]

        /// Gives an example.
        ///
        /// - Parameters:
        ///   - inputs: the inputs.
        ///   - outputs: the outputs.
        package init(inputs: [NamedTensor], outputs: [NamedTensor] = []) {
            self.inputs = inputs
            self.outputs = outputs
        }
    }

    /// What each slot measures.
    package let slots: [MeasureKey]
    /// What each input was found to hold, by its name.
    package var content: [String: InputContent.Kind] {
        Dictionary(self.inputs.map { ($0.name, $0.content) }) { first, _ in first }
    }

    /// The slots of which each row of a request has one number: the columns of its tables.
    package var rowSlots: [Int] {
        self.inputs.flatMap { input -> [Int] in
            guard let base = input.base, input.content == .numbers, input.columns > 0 else { return [] }
            return Array(base..<base + input.columns)
        }
    }

    private let inputs: [InputPlan]
    private let answer: AnswerPlan
    private let whole: WholeSlots
    private let readers: MediaReaders

    /// Decides what is measured.
    ///
    /// - Parameters:
    ///   - signature: what the version takes and gives.
    ///   - configuration: what its inputs hold, its labels, and how its pictures are normalised.
    ///   - bounds: what is known of its features; without them nothing is out of range or unseen.
    ///   - examples: the first requests, some of them; without them a tensor of strings holds text.
    ///   - readers: how pictures, sounds and boxes are read.
    package init(
        signature: Signature,
        configuration: ModelConfiguration,
        bounds: InputBounds = InputBounds(),
        examples: [Example] = [],
        readers: MediaReaders = MediaReaders()
    ) {
        var slots = SlotList()
        self.whole = WholeSlots(&slots, signature, bounds)
        self.answer = AnswerPlan(signature.outputs, configuration, examples, readers, &slots)
        self.inputs = signature.inputs.map { input in
            let given = examples.compactMap { example in example.inputs.first { $0.name == input.name } }
            return InputPlan(input, configuration, bounds, given, &slots)
        }
        self.slots = slots.keys
        self.readers = readers
    }

    /// Measures a request.
    ///
    /// - Parameters:
    ///   - inputs: what was asked.
    ///   - outputs: what was answered; none where the request failed, and then nothing is said of the prediction.
    ///   - sink: takes the slot and the value; called some times for one slot where there are rows.
    /// - Complexity: O(elements) for embeddings, texts and what may be empty; everything else is bounded.
    package func measure(
        inputs: [NamedTensor],
        outputs: [NamedTensor],
        into sink: (_ slot: Int, _ value: MeasureValue) -> Void
    ) {
        var tally = Tally()
        for (index, input) in self.inputs.enumerated() {
            if let place = inputs.place(of: input.name, expectedAt: index) {
                input.measure(inputs[place].tensor, inputs[place].parameters, self.readers, &tally, sink)
            } else {
                input.measureAbsence(&tally, sink)
            }
        }
        self.whole.report(tally, sink)
        if !outputs.isEmpty { self.answer.measure(outputs, self.readers, sink) }
    }

    /// Measures the picture of which an input was made, in place of that input's own pixels.
    ///
    /// - Parameters:
    ///   - picture: the picture as the client sent it.
    ///   - sink: takes the slot and the value.
    package func measure(picture: PictureMeasures, into sink: (_ slot: Int, _ value: MeasureValue) -> Void) {
        self.inputs.first { $0.content == .image }?.report(picture, sink)
    }
}

/// The slots that are given away, in order.
struct SlotList {
    private(set) var keys: [MeasureKey] = []

    /// How many more there may be.
    var room: Int { MeasurePlan.maximumSlots - self.keys.count }

    /// Gives slots to the measures of one feature.
    ///
    /// - Returns: the first of them, or `nil` where there is no room for all.
    mutating func add(_ measures: Measure..., of feature: String? = nil) -> Int? {
        guard self.room >= measures.count else { return nil }
        self.keys += measures.map { MeasureKey($0, of: feature) }
        return self.keys.count - measures.count
    }

    /// Gives a slot to a measure of each of some features; the caller has looked for room.
    mutating func add(_ measure: Measure, ofEach features: [String]) -> Int {
        self.keys += features.map { MeasureKey(measure, of: $0) }
        return self.keys.count - features.count
    }
}

extension [NamedTensor] {
    /// Where a tensor stands; most clients keep the order of the signature.
    @inline(__always)
    func place(of name: String, expectedAt index: Int) -> Int? {
        if index < self.count, self[index].name == name { return index }
        return self.firstIndex { $0.name == name }
    }
}

/// What is counted over all inputs of a request.
struct Tally {
    /// How many elements were missing, and how many were looked at.
    var (missing, elements) = (0, 0)
    /// How many numbers were out of their range, and how many have one.
    var (outside, ranged) = (0, 0)
    /// How many categories were not known, and how many could be.
    var (unseen, listed) = (0, 0)
}

/// The slots of what is counted over all inputs.
private struct WholeSlots: Sendable {
    let missing: Int?
    let outOfRange: Int?
    let unseen: Int?

    init(_ slots: inout SlotList, _ signature: Signature, _ bounds: InputBounds) {
        self.missing = signature.inputs.isEmpty ? nil : slots.add(.missing)
        let known = bounds.features.values
        let hasRange = known.contains { if case .range = $0 { true } else { false } }
        let hasList = known.contains { if case .categories = $0 { true } else { false } }
        self.outOfRange = hasRange ? slots.add(.outOfRange) : nil
        self.unseen = hasList ? slots.add(.unseen) : nil
    }

    func report(_ tally: Tally, _ sink: (Int, MeasureValue) -> Void) {
        if let slot = self.missing, tally.elements > 0 { sink(slot, .share(tally.missing, of: tally.elements)) }
        if let slot = self.outOfRange, tally.ranged > 0 { sink(slot, .share(tally.outside, of: tally.ranged)) }
        if let slot = self.unseen, tally.listed > 0 { sink(slot, .share(tally.unseen, of: tally.listed)) }
    }
}
