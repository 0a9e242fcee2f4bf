internal import AviaryCore
internal import GRDB

/// What SQLite, or a body that cannot be read, means for the caller.
///
/// - Parameters:
///   - error: what was thrown.
///   - path: the database's file.
/// - Returns: an error that tells a person what to do; an `AviaryError` as it is.
func databaseError(_ error: any Error, _ path: String) -> AviaryError {
    switch error {
    case let error as AviaryError: return error
    case is CancellationError: return AviaryError(.cancelled, "the caller went away before the database was asked")
    case let error as DatabaseError: return databaseError(error, path)
    default:
        return AviaryError(
            .internalError,
            "'\(path)' holds what this program cannot read: \(error)",
            remedy: "start the version of Aviary that has written it"
        )
    }
}

private func databaseError(_ error: DatabaseError, _ path: String) -> AviaryError {
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_NOTADB:
        return AviaryError(
            .invalidArgument,
            "'\(path)' is not a database",
            remedy: "name another file with --database, or restore this one"
        )
    case .SQLITE_CORRUPT:
        return AviaryError(
            .internalError,
            "the database '\(path)' is damaged: \(reason)",
            remedy: "restore it from a copy, or move it away to begin anew"
        )
    case .SQLITE_FULL:
        return AviaryError(.exhausted, "cannot write '\(path)': the disk is full", remedy: "make room on the disk")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
        return AviaryError(
            .invalidArgument,
            "cannot write '\(path)': \(reason)",
            remedy: "name a file that may be written with --database"
        )
    case .SQLITE_BUSY, .SQLITE_LOCKED:
        return AviaryError(
            .unavailable,
            "another program holds the database '\(path)'",
            remedy: "end it, or try again later"
        )
    case .SQLITE_MISUSE: return AviaryError(.unavailable, "the database '\(path)' is closed")
    default: return AviaryError(.internalError, "the database '\(path)' failed: \(reason)")
    }
}
