import COctopusLinux
import Glibc

/// Holds a database for one process, for as long as it lives.
///
/// The lock is the kernel's (`flock`) and ends with the process however it ends, so a file that
/// was left behind locks nothing. The number in it only names the holder.
final class LockFile: Sendable {
    private let descriptor: Int32

    init(databasePath: String) throws(StoreError) {
        let path = databasePath + ".lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let cause = errno
            if cause == ENOENT { throw .missingFolder(path: databasePath) }
            if cause == ENOSPC { throw .diskFull(path: path) }
            throw .notWritable(path: path, cause: String(cString: strerror(cause)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.processID(in: descriptor)
            close(descriptor)
            throw .inUse(path: databasePath, processID: holder)
        }
        self.descriptor = descriptor
        // Best effort: on a full disk the lock holds all the same.
        _ = ftruncate(descriptor, 0)
        let text = Array("\(getpid())\n".utf8)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    /// Lets go in so many words: a child that is just being spawned still has a copy of the
    /// descriptor, and would keep the lock until it becomes another program.
    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func processID(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].filter { $0 != 10 }, as: UTF8.self))
    }
}
