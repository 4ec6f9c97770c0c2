import Glibc

/// The file that takes the place of standard error, where `log.file` names one.
///
/// Everything that the process says goes there, also what Swift says when it crashes. SIGHUP opens
/// the file anew: `logrotate` or the launcher renames it first, and no line is lost, since the
/// process writes into the renamed file until then.
struct LogFile {
    let path: String

    /// Opens the file, makes it if needed, and puts it in standard error's place at once.
    func open() throws(StartFailure) {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        guard dup2(file, STDERR_FILENO) >= 0 else { throw failure() }
    }

    private func failure() -> StartFailure {
        StartFailure(
            .cannotCreate,
            "the log file \(path) can't be opened: \(String(cString: strerror(errno)))"
        )
    }
}
