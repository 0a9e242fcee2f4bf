package import AviaryCore

/// What a model gave for one of its outputs.
package enum Output: Sendable {
    /// An array.
    case tensor(Tensor)
    /// A list, for instance of one map for each row of a classifier's input.
    case sequence([Output])
    /// A dictionary: as many values as keys, in the same order.
    case map(keys: Tensor, values: Tensor)
}
