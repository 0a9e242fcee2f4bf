import Glibc

/// Runs a Python program that others have written, to judge what we have.
enum PythonModule {
    /// Runs a module with the interpreter that `AVIARY_TEST_PYTHON` names, or `python3`; its output is dropped.
    ///
    /// - Returns: its exit code; 127 when there is no interpreter.
    static func run(_ module: String, _ arguments: [String]) -> Int32 {
        let python = getenv("AVIARY_TEST_PYTHON").map { String(cString: $0) } ?? "python3"
        var words: [UnsafeMutablePointer<CChar>?] = ([python, "-m", module] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
        }
        var process: pid_t = 0
        guard posix_spawnp(&process, python, &actions, nil, &words, environ) == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128
    }
}
