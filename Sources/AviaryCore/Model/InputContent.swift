/// What an input holds, for those who measure it: an entry of the section `content` of a `model.yaml`.
public struct InputContent: Sendable, Hashable {
    /// What it holds.
    public var kind: Kind
    /// How many samples a second of sound has; `nil` where the request says it, or a WAV file's header.
    public var sampleRate: Int?

    /// Says what an input holds.
    ///
    /// - Parameters:
    ///   - kind: what it holds.
    ///   - sampleRate: how many samples a second of sound has.
    public init(_ kind: Kind, sampleRate: Int? = nil) {
        self.kind = kind
        self.sampleRate = sampleRate
    }

    /// The kinds of content.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Free text, measured by its length.
        case text
        /// One of some words or codes a row, counted.
        case category
        /// A picture: pixels, or a JPEG, PNG or WebP file.
        case image
        /// Sound: samples, or a WAV file.
        case audio
        /// A vector that stands for something, measured by its length.
        case embedding
        /// Numbers, each column for itself.
        case numbers
    }
}
