internal import AviaryCore
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Runs a program with a text on its standard input, without a shell.
enum CommandRun {
    /// Runs a program to its end.
    ///
    /// What it prints is not kept. With it end all programs that it has started and that stay in its group, when its time is
    /// over.
    ///
    /// - Parameters:
    ///   - arguments: the program, searched for in PATH, and its arguments; one at least.
    ///   - input: what it reads.
    ///   - notice: the notice's id, in its environment as `AVIARY_NOTICE`.
    ///   - timeout: how long it may take.
    /// - Throws: `AviaryError` when it cannot be started, takes too long, or does not end with 0.
    static func run(
        _ arguments: [String],
        input: [UInt8],
        notice: String,
        timeout: Duration
    ) async throws(AviaryError) {
        let name = arguments.first ?? ""
        let file = try Self.file(input)
        let ended = await withTaskGroup(of: Result<TerminationStatus, any Error>?.self) { group in
            group.addTask { await Self.end(of: name, Array(arguments.dropFirst()), reading: file, notice) }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        switch ended {
        case nil:
            throw AviaryError(.deadlineExceeded, "'\(name)' takes longer than \(DurationText.print(timeout))")
        case .failure(let error): throw AviaryError(.unavailable, "cannot start '\(name)': \(Self.words(error))")
        case .success(.exited(0)): return
        case .success(.exited(let code)): throw AviaryError(.unavailable, "'\(name)' ends with \(code)")
        case .success(.signaled(let signal)):
            throw AviaryError(.unavailable, "'\(name)' is ended by signal \(signal)")
        }
    }

    private static func end(
        of name: String,
        _ arguments: [String],
        reading file: FileDescriptor,
        _ notice: String
    ) async -> Result<TerminationStatus, any Error> {
        var options = PlatformOptions()
        // A group of its own, which ends as a whole.
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        do {
            let outcome = try await Subprocess.run(
                name.contains("/") ? .path(FilePath(name)) : .name(name),
                arguments: Arguments(arguments),
                environment: .inherit.updating(["AVIARY_NOTICE": notice]),
                platformOptions: options,
                input: .fileDescriptor(file, closeAfterSpawningProcess: true),
                output: .discarded,
                error: .discarded
            )
            return .success(outcome.terminationStatus)
        } catch {
            return .failure(error)
        }
    }

    /// The input as an open file that has no name any more: a program that does not read it holds up nobody, and breaks no pipe.
    private static func file(_ input: [UInt8]) throws(AviaryError) -> FileDescriptor {
        // The name is made by the system, which puts others in place of its last six letters.
        var name = Array("/tmp/aviary-notice-XXXXXX".utf8CString)
        let number = mkstemp(&name)
        guard number >= 0 else {
            throw AviaryError(.unavailable, "cannot make a file for a program's input: \(Errno(rawValue: errno))")
        }
        unlink(name)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        let file = FileDescriptor(rawValue: number)
        do {
            try file.writeAll(input)
            try file.seek(offset: 0, from: FileDescriptor.SeekOrigin.start)
            return file
        } catch {
            try? file.close()
            throw AviaryError(.unavailable, "cannot write a program's input: \(error)")
        }
    }

    private static func words(_ error: any Error) -> String {
        guard let error = error as? SubprocessError else { return "\(error)" }
        if error.code == .executableNotFound { return "there is no such program" }
        return error.underlyingError.map { "\($0)" } ?? "\(error)"
    }
}
