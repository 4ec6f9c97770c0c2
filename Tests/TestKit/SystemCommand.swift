import Glibc

/// Runs a command of the system's, as `mount`, to its end.
///
/// Foundation's `Process` copies more of the last entry of `/proc/self/fd` than was read, and a test run
/// that has many files open then ends with SIGSEGV (swift-corelibs-foundation, Swift 6.3).
///
/// - Returns: Whether it succeeded.
package func run(_ command: String...) -> Bool {
    var words = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var process = pid_t()
    guard posix_spawnp(&process, command[0], &actions, nil, &words, environ) == 0 else {
        return false
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return false } }
    return status == 0
}
