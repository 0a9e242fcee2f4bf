internal import CoreMetrics
internal import Synchronization

/// One series of the registry: it is written by the code that is watched and read when somebody asks for `/metrics`.
protocol MetricSeries: AnyObject, Sendable {
    /// Where the registry keeps the series.
    var identity: SeriesIdentity { get }
    /// The present value.
    func read() -> SeriesReading
}

/// The name of a series: its metric and its labels, both as they are printed.
struct SeriesIdentity: Hashable, Sendable {
    /// The metric's name.
    let metric: String
    /// What stands between the braces.
    let labels: String
}

/// The value of a series at one moment.
enum SeriesReading: Sendable {
    /// A whole number.
    case count(UInt64)
    /// Any number.
    case number(Double)
    /// A distribution.
    case histogram(HistogramReading)
}

/// A count that only grows.
final class CounterSeries: MetricSeries, CounterHandler {
    let identity: SeriesIdentity
    private let value = Atomic<UInt64>(0)

    init(_ identity: SeriesIdentity) { self.identity = identity }

    func read() -> SeriesReading { .count(self.value.load(ordering: .relaxed)) }

    func increment(by amount: Int64) {
        // A counter never falls: Prometheus would take it for a restart.
        guard amount > 0 else { return }
        self.value.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    func reset() { self.value.store(0, ordering: .relaxed) }
}

/// A sum of fractions that only grows.
final class FloatingCounterSeries: MetricSeries, FloatingPointCounterHandler {
    let identity: SeriesIdentity
    private let value = AtomicDouble()

    init(_ identity: SeriesIdentity) { self.identity = identity }

    func read() -> SeriesReading { .number(self.value.load()) }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        self.value.add(amount)
    }

    func reset() { self.value.store(0) }
}

/// A value that goes up and down: a meter, or a recorder that keeps the last value only.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    let identity: SeriesIdentity
    private let value = AtomicDouble()

    init(_ identity: SeriesIdentity) { self.identity = identity }

    func read() -> SeriesReading { .number(self.value.load()) }

    func set(_ value: Int64) { self.value.store(Double(value)) }
    func set(_ value: Double) { self.value.store(value) }
    func increment(by amount: Double) { if amount.isFinite { self.value.add(amount) } }
    func decrement(by amount: Double) { if amount.isFinite { self.value.add(-amount) } }
    func record(_ value: Int64) { self.set(value) }
    func record(_ value: Double) { self.set(value) }
}

/// What is handed out when a series has no place in the registry: it takes everything and keeps nothing.
final class DroppedSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    func increment(by amount: Int64) {}
    func increment(by amount: Double) {}
    func decrement(by amount: Double) {}
    func set(_ value: Int64) {}
    func set(_ value: Double) {}
    func record(_ value: Int64) {}
    func record(_ value: Double) {}
    func recordNanoseconds(_ duration: Int64) {}
    func reset() {}
}
