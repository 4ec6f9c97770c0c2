import Glibc
import OctopusProgram
import Synchronization

/// The file that takes the place of standard error, where `log.file` names one.
///
/// Everything that the process says goes there, also what Swift says when it crashes. SIGHUP opens
/// the file anew: `logrotate` or the launcher renames it first, and no line is lost, since the
/// process writes into the renamed file until then. If nobody renames it, the process does so itself
/// at a bound.
final class LogFile: Sendable {
    let path: String
    /// At which size it is renamed.
    let mostBytes: Int
    /// Whether the file is in standard error's place.
    private let isOpen = Mutex(false)

    init(path: String, mostBytes: Int) {
        self.path = path
        self.mostBytes = mostBytes
    }

    /// The file that the settings name; nil if they name none.
    convenience init?(_ settings: Settings) {
        guard let path = settings.text("log.file") else { return nil }
        self.init(path: path, mostBytes: settings.integer("log.file-limit") << 20)
    }

    /// Opens the file, makes it if needed, and puts it in standard error's place at once.
    func open() throws(StartFailure) {
        let failure = isOpen.withLock { isOpen -> StartFailure? in
            let failure = replaceStandardError()
            isOpen = isOpen || failure == nil
            return failure
        }
        if let failure { throw failure }
    }

    /// Renames the file to `PATH.1`, in the place of an older one, if it has reached its bound.
    ///
    /// Where that is not possible, the file goes on to grow: a log that is too long is better than
    /// none.
    func keepBound() {
        isOpen.withLock { isOpen in
            guard isOpen, let written = FileStatus(descriptor: STDERR_FILENO), written.isRegular,
                written.byteCount >= mostBytes,
                // Another program may have renamed it meanwhile.
                FileStatus(path: path)?.identity == written.identity,
                rename(path, path + ".1") == 0
            else { return }
            _ = replaceStandardError()
        }
    }

    private func replaceStandardError() -> StartFailure? {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        defer { if file >= 0 { close(file) } }
        guard file >= 0, dup2(file, STDERR_FILENO) >= 0 else {
            return StartFailure(
                .cannotCreate,
                "the log file \(path) can't be opened: \(String(cString: strerror(errno)))"
            )
        }
        return nil
    }
}
