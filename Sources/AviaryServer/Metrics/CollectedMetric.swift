/// A metric that is asked for when `/metrics` is, instead of being kept up to date all the time.
package struct CollectedMetric: Sendable {
    /// Whether the metric only grows.
    package enum Kind: String, Sendable {
        /// It only grows.
        case counter
        /// It goes up and down.
        case gauge
    }

    /// One value with its labels.
    package struct Sample: Sendable {
        /// Names and values of the labels.
        package let labels: [(String, String)]
        /// The present value.
        package let value: Double

        /// Makes a sample.
        ///
        /// - Parameters:
        ///   - value: the present value.
        ///   - labels: names and values of the labels.
        package init(_ value: Double, labels: [(String, String)] = []) {
            self.value = value
            self.labels = labels
        }
    }

    /// The metric's name.
    package let name: String
    /// Whether it only grows.
    package let kind: Kind
    /// What it says, in words for a person.
    package let help: String
    /// Its values, each with other labels.
    package let samples: [Sample]

    /// Makes a metric with several values.
    ///
    /// - Parameters:
    ///   - name: the metric's name.
    ///   - kind: whether it only grows.
    ///   - help: what it says.
    ///   - samples: its values, each with other labels.
    package init(_ name: String, _ kind: Kind, help: String, samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// Makes a metric with one value and no labels.
    ///
    /// - Parameters:
    ///   - name: the metric's name.
    ///   - kind: whether it only grows.
    ///   - help: what it says.
    ///   - value: its value.
    package init(_ name: String, _ kind: Kind, help: String, value: Double) {
        self.init(name, kind, help: help, samples: [Sample(value)])
    }
}
