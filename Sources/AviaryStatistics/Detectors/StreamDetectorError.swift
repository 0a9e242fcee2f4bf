/// Why a detector cannot be made.
public enum StreamDetectorError: Error, Sendable, Hashable {
    /// There is no detector of this name.
    case unknownDetector(String)
    /// The detector has no parameter of this name.
    case unknownParameter(String, of: StreamDetectorKind)
    /// The parameter is needed, and has no default.
    case missingParameter(DetectorParameter, of: StreamDetectorKind)
    /// The parameter has another range.
    case outOfRange(DetectorParameter, of: StreamDetectorKind, value: String)
    /// Each parameter is in its range, but they do not fit together.
    case inconsistent(StreamDetectorKind, rule: String)
}

extension StreamDetectorError: CustomStringConvertible {
    /// What was expected and what came, in one line.
    public var description: String {
        switch self {
        case .unknownDetector(let name):
            let known = StreamDetectorKind.allCases.map(\.rawValue).joined(separator: ", ")
            return "there is no detector '\(name)'; known are \(known)"
        case .unknownParameter(let name, let kind):
            let known = kind.parameters.map(\.name).joined(separator: ", ")
            return "\(kind.rawValue) has no parameter '\(name)'; known are \(known)"
        case .missingParameter(let parameter, let kind):
            return "\(kind.rawValue) needs \(parameter.name), \(parameter.range): \(parameter.meaning)"
        case .outOfRange(let parameter, let kind, let value):
            return "\(kind.rawValue): \(parameter.name) is \(parameter.range), got \(value)"
        case .inconsistent(let kind, let rule):
            return "\(kind.rawValue): \(rule)"
        }
    }
}
