internal import AviaryCore

/// Values by the prediction that they belong to, of which the oldest are forgotten where there are too many.
struct BoundedTable<Value: Sendable>: Sendable {
    private let capacity: Int
    private var values: [PredictionID: Value] = [:]
    /// The predictions in the order in which they came, from ``oldest`` on once all places are taken.
    private var order: [PredictionID] = []
    private var oldest = 0

    /// Begins without values.
    ///
    /// - Parameter capacity: how many values are kept, at least one.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// The value of a prediction; `nil` where there is none.
    subscript(id: PredictionID) -> Value? { self.values[id] }

    /// Puts another value in the place of one that is there, and is no younger for it.
    mutating func replace(_ value: Value, for id: PredictionID) {
        if self.values[id] != nil { self.values[id] = value }
    }

    /// Adds the value of a prediction that has none.
    ///
    /// - Returns: the value that was forgotten for it.
    /// - Complexity: O(1).
    mutating func insert(_ value: Value, for id: PredictionID) -> Value? {
        var forgotten: Value?
        if self.order.count < self.capacity {
            self.order.append(id)
        } else {
            forgotten = self.values.removeValue(forKey: self.order[self.oldest])
            self.order[self.oldest] = id
            self.oldest = (self.oldest + 1) % self.capacity
        }
        self.values[id] = value
        return forgotten
    }
}
