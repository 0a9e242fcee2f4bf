internal import FoundationEssentials

/// The present time in milliseconds since 1970, for statistics that people read, and for the names of predictions.
///
/// - Returns: milliseconds, 0 for a clock that is set to a time before.
package func wallClockMilliseconds() -> UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1000)) }
