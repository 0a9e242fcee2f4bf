/// Sound in memory: samples of -1...1, a list for each channel, all equally long.
package struct Recording: Sendable, Hashable {
    /// The samples of each channel; at least one channel.
    package let channels: [[Float]]
    /// The samples a second, above 0.
    package let rate: Double

    /// Makes a recording.
    ///
    /// - Parameters:
    ///   - channels: the samples of each channel, all equally long; at least one channel.
    ///   - rate: the samples a second, above 0.
    package init(channels: [[Float]], rate: Double) {
        precondition(rate > 0 && !channels.isEmpty && channels.allSatisfy { $0.count == channels[0].count })
        self.channels = channels
        self.rate = rate
    }

    /// How many samples a channel has.
    package var count: Int { self.channels[0].count }
}
