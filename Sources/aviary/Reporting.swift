import ArgumentParser
import AviaryClient
import AviaryCore
import Foundation

/// Runs a command and says its failure in one line on standard error, with exit code 1.
///
/// - Parameter body: the command.
/// - Throws: what ends the program with its exit code.
func reporting(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as AviaryError {
        try fail("\(error)")
    } catch let error as ClientError {
        try fail("\(error)")
    }
}

/// Ends the program with exit code 1.
///
/// - Parameter message: what went wrong, and what to do about it.
/// - Throws: always, what ends the program.
func fail(_ message: String) throws -> Never {
    FileHandle.standardError.write(Data("aviary: \(message)\n".utf8))
    throw ExitCode.failure
}
