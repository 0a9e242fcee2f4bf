/// How tensors travel.
public enum TensorEncoding: Sendable, Hashable, CaseIterable {
    /// As numbers in the JSON text: every server takes it; FP16, BF16, NaN and infinity have no such form.
    case json
    /// As bytes behind the JSON text: smaller, faster and exact; Aviary, Triton and KServe take it.
    case binary
}
