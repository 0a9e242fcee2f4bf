/// What the system says of itself at one moment: a number for each gauge.
package struct Gauges: Sendable {
    /// Of the whole process.
    package var process: [Measure: Double]
    /// Of each version that is served.
    package var versions: [MonitorBook.Place: [Measure: Double]]

    /// Puts numbers together.
    ///
    /// - Parameters:
    ///   - process: of the whole process.
    ///   - versions: of each version that is served.
    package init(process: [Measure: Double] = [:], versions: [MonitorBook.Place: [Measure: Double]] = [:]) {
        self.process = process
        self.versions = versions
    }
}
