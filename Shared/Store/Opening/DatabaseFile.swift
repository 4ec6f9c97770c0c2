import Glibc
import Logging

/// The file of a database before SQLite sees it.
struct DatabaseFile {
    let path: String

    /// Makes the file if it is missing, and says what is wrong with one that is there.
    ///
    /// A database bears personal data, so others may not even read it: SQLite gives its `-wal` and
    /// `-shm` the same permissions.
    func prepare(_ logger: Logger) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            try create()
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .notWritable(path: path, cause: "it is not a file")
        }
        guard access(path, R_OK | W_OK) == 0 else {
            throw .notWritable(path: path, cause: String(cString: strerror(errno)))
        }
        if status.st_mode & 0o007 != 0 { tighten(status.st_mode, logger) }
        try checkHeader(size: Int(status.st_size))
    }

    private func create() throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let cause = errno
            if cause == ENOENT { throw .missingFolder(path: path) }
            if cause == ENOSPC { throw .diskFull(path: path) }
            throw .notWritable(path: path, cause: String(cString: strerror(cause)))
        }
        close(descriptor)
    }

    private func tighten(_ mode: mode_t, _ logger: Logger) {
        let isTightened = chmod(path, mode & 0o770) == 0
        logger.warning(
            isTightened
                ? "Took the database's permissions from others"
                : "The database is open to others, and its permissions can't be changed",
            metadata: ["path": "\(path)"]
        )
    }

    /// SQLite would find it too, but only after making files beside it.
    private func checkHeader(size: Int) throws(StoreError) {
        guard size > 0 else { return }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .notWritable(path: path, cause: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &header, header.count, 0)
        guard count == header.count, header == Array("SQLite format 3\0".utf8) else {
            throw .notADatabase(path: path)
        }
    }
}
