import COctopusLinux
import Glibc
import OctopusProgram
import Synchronization

/// Where the log goes: the file that `log.file` names, or standard error.
///
/// With a file everything that the process says goes there, also what Swift says when it crashes. SIGHUP
/// opens the file anew: `logrotate` or the launcher renames it first, and no line is lost, since the
/// process writes into the renamed file until then. If nobody renames it, the process does so itself
/// at a bound, so the log takes twice that bound of the disk.
///
/// A full disk loses lines and stops nothing; they are counted, and the log goes on as soon as there is
/// room. A file that was deleted to make room is made anew.
final class LogFile: Sendable {
    private struct State {
        /// Whether the file is in standard error's place.
        var isOpen = false
        /// Whether it is to be opened once there is room for it.
        var isDue = false
        /// Lines that could not be written since the log last said so.
        var lost: Int64 = 0
        /// Whether the last write failed; then the file may end within a line.
        var isBroken = false
    }

    let path: String?
    /// At which size it is renamed.
    private let mostBytes: Int
    /// With less room than that on its volume, only what matters is written; an eighth of a small one.
    private let reserveBytes: UInt64
    private let state = Mutex(State())

    init(path: String?, mostBytes: Int, reserveBytes: UInt64 = 0) {
        self.path = path
        self.mostBytes = mostBytes
        self.reserveBytes = reserveBytes
    }

    convenience init(_ settings: Settings) {
        self.init(
            path: settings.text("log.file"),
            mostBytes: settings.integer("log.file-limit") << 20,
            reserveBytes: UInt64(settings.integer("log.reserve")) << 20
        )
    }

    /// Opens the file, makes it if needed, and puts it in standard error's place at once.
    ///
    /// Where there is no room to make it, that is done later.
    func open() throws(StartFailure) {
        guard let path else { return }
        let failure = state.withLock { state -> StartFailure? in
            let failure = Self.replaceStandardError(path)
            state.isOpen = state.isOpen || failure == nil
            state.isDue = failure != nil && [ENOSPC, EDQUOT].contains(errno)
            return state.isDue ? nil : failure
        }
        if let failure { throw failure }
    }

    /// Writes whole lines; what can't be written is counted.
    func write(_ lines: UnsafeRawBufferPointer) {
        state.withLock { state in
            do {
                if state.isBroken { try StandardStream.error.write("\n") }
                state.isBroken = false
                try StandardStream.error.write(lines)
            } catch {
                state.isBroken = true
                state.lost += Int64(lines.count { $0 == UInt8(ascii: "\n") })
            }
            if state.isOpen, let path { keepBound(path) }
        }
    }

    /// How many lines were lost, once it can be written again; nil while it can't.
    func takeLost() -> Int64? {
        state.withLock { state in
            if state.isDue, let path {
                guard Self.replaceStandardError(path) == nil else { return nil }
                (state.isDue, state.isOpen, state.isBroken) = (false, true, false)
            }
            if state.isBroken {
                if state.isOpen, let path { keepBound(path) }
                guard (try? StandardStream.error.write("\n")) != nil else { return nil }
                state.isBroken = false
            }
            defer { state.lost = 0 }
            return state.lost
        }
    }

    /// Whether its volume has room for more than what matters; true where it is no file.
    var hasRoom: Bool {
        guard reserveBytes > 0, FileStatus(descriptor: STDERR_FILENO)?.isRegular == true else {
            return true
        }
        var room = clinux_room()
        guard clinux_room_of_file(STDERR_FILENO, &room) == 0 else { return true }
        return room.free_bytes >= min(reserveBytes, room.total_bytes / 8)
    }

    /// Renames the file to `PATH.1`, in the place of an older one, if it has reached its bound.
    ///
    /// Where that is not possible it begins anew at its start: the disk is for others, too.
    private func keepBound(_ path: String) {
        guard let written = FileStatus(descriptor: STDERR_FILENO), written.isRegular else { return }
        if !written.hasName {
            _ = Self.replaceStandardError(path)
        } else if written.byteCount >= mostBytes {
            let isOurs = FileStatus(path: path)?.identity == written.identity
            // Another program may have renamed it meanwhile.
            if isOurs, rename(path, path + ".1") != 0 {
                ftruncate(STDERR_FILENO, 0)
            } else {
                _ = Self.replaceStandardError(path)
            }
        }
    }

    private static func replaceStandardError(_ path: String) -> StartFailure? {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard file >= 0, dup2(file, STDERR_FILENO) >= 0 else {
            let cause = errno
            if file >= 0 { close(file) }
            defer { errno = cause }
            return StartFailure(
                .cannotCreate,
                "the log file \(path) can't be opened: \(String(cString: strerror(cause)))"
            )
        }
        close(file)
        return nil
    }
}
