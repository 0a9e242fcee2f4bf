internal import AviaryCore
internal import Glibc

/// Runs a program with a text on its standard input, without a shell.
enum CommandRun {
    /// How often it is looked whether the program has ended, in microseconds.
    private static let interval: UInt32 = 10_000

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
    static func run(_ arguments: [String], input: [UInt8], notice: String, timeout: Duration) async throws(AviaryError)
    {
        let result: Result<Void, AviaryError> = await withCheckedContinuation { continuation in
            // Waiting for a program blocks, so it has a thread of its own; there is one per notifier at most.
            do throws(AviaryError) {
                try NativeThread.start {
                    continuation.resume(returning: Self.result(arguments, input, notice, timeout))
                }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        try result.get()
    }

    private static func result(
        _ arguments: [String],
        _ input: [UInt8],
        _ notice: String,
        _ timeout: Duration
    ) -> Result<Void, AviaryError> {
        let name = arguments.first ?? ""
        do throws(AviaryError) {
            let file = try Self.file(input)
            defer { close(file) }
            let child = try Self.start(arguments, reading: file, notice)
            guard let status = Self.wait(for: child, timeout) else {
                throw AviaryError(.deadlineExceeded, "'\(name)' takes longer than \(DurationText.print(timeout))")
            }
            // The low bits say by which signal it has ended, the next ones its exit code.
            let (signal, code) = (status & 0x7F, (status >> 8) & 0xFF)
            guard signal == 0, code == 0 else {
                let words = signal == 0 ? "ends with \(code)" : "is ended by signal \(signal)"
                throw AviaryError(.unavailable, "'\(name)' \(words)")
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    /// The input as an open file that has no name any more: a program that does not read it holds up nobody.
    private static func file(_ input: [UInt8]) throws(AviaryError) -> Int32 {
        var template = Array("/tmp/aviary-notice-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw Self.failure("make a file for a program's input", errno) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        unlink(template)
        var rest = input[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let number = errno
                close(file)
                throw Self.failure("write a program's input", number)
            }
            rest = rest.dropFirst(count)
        }
        lseek(file, 0, SEEK_SET)
        return file
    }

    private static func start(
        _ arguments: [String],
        reading file: Int32,
        _ notice: String
    ) throws(AviaryError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, file, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        for descriptor in Self.inherited { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, and signals as programs expect them.
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var words = arguments.map { strdup($0) } + [nil]
        var environment = Self.environment + [strdup("AVIARY_NOTICE=\(notice)"), nil]
        defer { for word in words + environment { free(word) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, arguments[0], &actions, &attributes, &words, &environment)
        guard code == 0 else { throw Self.failure("start '\(arguments[0])'", code) }
        return child
    }

    /// What of the server's would be open in the program.
    private static var inherited: [Int32] {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return (3..<Int32(min(limit.rlim_cur, 65_536))).filter { descriptor in
            let flags = fcntl(descriptor, F_GETFD)
            return flags >= 0 && flags & FD_CLOEXEC == 0
        }
    }

    /// The server's environment, copied.
    private static var environment: [UnsafeMutablePointer<CChar>?] {
        var copies: [UnsafeMutablePointer<CChar>?] = []
        var place = environ
        while let entry = place.pointee {
            copies.append(strdup(entry))
            place += 1
        }
        return copies
    }

    /// How a program has ended; `nil` when it has not in its time, and is ended.
    private static func wait(for child: pid_t, _ timeout: Duration) -> Int32? {
        let deadline = ContinuousClock.now + timeout
        var status: Int32 = 0
        while true {
            let found = waitpid(child, &status, WNOHANG)
            if found == child { return status }
            // Somebody else has waited for it: how it has ended is not known.
            if found < 0, errno != EINTR { return nil }
            if ContinuousClock.now >= deadline {
                kill(-child, SIGKILL)
                while waitpid(child, &status, 0) < 0, errno == EINTR {}
                return nil
            }
            usleep(Self.interval)
        }
    }

    private static func failure(_ verb: String, _ number: Int32) -> AviaryError {
        AviaryError(.unavailable, "cannot \(verb): \(String(cString: strerror(number)))")
    }
}
