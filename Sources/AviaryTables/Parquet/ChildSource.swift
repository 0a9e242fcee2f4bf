internal import AviaryCore
internal import Glibc

/// What a program that is started for it writes to its standard output.
struct ChildSource: ByteSource, ~Copyable {
    /// How long the program may write nothing before it is ended.
    static let patience: Int32 = 120_000

    private let program: String
    private let process: pid_t
    private let output: Int32
    private let errors: Int32
    private var isReaped = false

    /// Starts a program, without a shell.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: what it is told.
    ///   - input: the file that is its standard input.
    /// - Throws: ``AviaryError`` where it cannot be started, or the file cannot be opened.
    init(_ program: String, _ arguments: [String], reading input: String) throws(AviaryError) {
        let output = try Self.pipe()
        let errors = try Self.pipe()
        // The child gets the ends that are duplicated for it; all others close when it begins.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors.write, 2)
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var process = pid_t()
        let code = unsafe posix_spawn(&process, program, &actions, nil, &words, environ)
        unsafe words.forEach { unsafe free($0) }
        unsafe posix_spawn_file_actions_destroy(&actions)
        close(output.write)
        close(errors.write)
        guard code == 0 else {
            close(output.read)
            close(errors.read)
            throw AviaryError(.notFound, "'\(program)' cannot be started on '\(input)': \(SystemError.words(code))")
        }
        self.program = program
        (self.process, self.output, self.errors) = (process, output.read, errors.read)
    }

    private static func pipe() throws(AviaryError) -> (read: Int32, write: Int32) {
        var pair: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&pair) == 0 else {
            throw AviaryError(.exhausted, "the system has no pipe to give: \(SystemError.words(errno))")
        }
        for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (pair[0], pair[1])
    }

    deinit {
        if !self.isReaped {
            kill(self.process, SIGKILL)
            waitpid(self.process, nil, 0)
        }
        close(self.output)
        close(self.errors)
    }

    mutating func read(into bytes: inout [UInt8], count: Int) throws(AviaryError) -> Int {
        guard !self.isReaped else { return 0 }
        var waiting = pollfd(fd: self.output, events: Int16(POLLIN), revents: 0)
        var answer: Int32 = -1
        repeat { answer = unsafe poll(&waiting, 1, Self.patience) } while answer < 0 && errno == EINTR
        guard answer > 0 else {
            throw AviaryError(
                .deadlineExceeded,
                "'\(self.program)' has written nothing for \(Self.patience / 1000) s",
                remedy: "see whether it reads the file by itself"
            )
        }
        let result = Descriptor.read(self.output, into: &bytes, count: count)
        guard result > 0 else {
            try self.end()
            return 0
        }
        return result
    }

    /// Waits for the program's end, which comes once it has closed its output.
    private mutating func end() throws(AviaryError) {
        var words: [UInt8] = []
        while words.count < 1 << 16, Descriptor.read(self.errors, into: &words, count: 4096) > 0 {}
        var status: Int32 = 0
        while unsafe waitpid(self.process, &status, 0) < 0, errno == EINTR {}
        self.isReaped = true
        guard status == 0 else {
            let text = String(decoding: words, as: UTF8.self).split(separator: "\n").joined(separator: " ")
            throw AviaryError(
                .invalidArgument,
                text.isEmpty ? "'\(self.program)' ended with status \(status)" : text
            )
        }
    }
}
