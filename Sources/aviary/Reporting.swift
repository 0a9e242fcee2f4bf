import ArgumentParser
import AviaryCore
import Foundation

/// Runs a command and says its failure in one line on standard error, with exit code 1.
func reporting(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as AviaryError {
        FileHandle.standardError.write(Data("aviary: \(error)\n".utf8))
        throw ExitCode.failure
    }
}
