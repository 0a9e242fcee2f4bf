internal import FoundationEssentials

/// The present time in milliseconds since 1970, for statistics that people read.
func wallClockMilliseconds() -> UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1000)) }
