package import AviaryCore

/// Which version a request asks for: none, as nearly all do, or one by its role or number.
package enum VersionChoice: Sendable, Hashable {
    /// The header field in which testers ask for a version.
    package static let field = "x-aviary-version"

    /// The endpoint decides.
    case any
    /// The version that answers by default.
    case stable
    /// The version that is introduced, whatever its share.
    case candidate
    /// A version by its number.
    case number(VersionNumber)
    /// The version that the path names, as text: what is wrong with it is an unknown version, not a malformed request.
    case path(String)

    /// Reads what a request asks for.
    ///
    /// - Parameters:
    ///   - path: the version that the path names.
    ///   - field: the value of `x-aviary-version`.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for a value that is none of those allowed, and for a request
    ///   that asks in both places.
    package init(path: String?, field: String?) throws(AviaryError) {
        switch (path, field) {
        case (nil, nil): self = .any
        case (let path?, nil): self = .path(path)
        case (let path?, let field?):
            throw AviaryError(
                .invalidArgument,
                "the path names version '\(path)' and \(VersionChoice.field) '\(field.prefix(40))'",
                remedy: "name it in one place"
            )
        case (nil, "stable"?): self = .stable
        case (nil, "candidate"?): self = .candidate
        case (nil, let field?):
            guard let number = VersionNumber(field) else {
                throw AviaryError(
                    .invalidArgument,
                    "\(VersionChoice.field) is 'candidate', 'stable' or a version's number, got '\(field.prefix(40))'"
                )
            }
            self = .number(number)
        }
    }
}
