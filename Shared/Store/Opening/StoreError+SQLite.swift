import GRDB

extension StoreError {
    /// What an error of SQLite means for the file.
    static func reading(_ error: any Error, path: String) -> StoreError {
        if let error = error as? StoreError { return error }
        guard let error = error as? DatabaseError else {
            return .inputOutput(path: path, cause: String(describing: error))
        }
        // The `-shm` file could not be given its size: SQLite's only word for a full disk there.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return .diskFull(path: path) }
        let cause = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_NOTADB: return .notADatabase(path: path)
        case .SQLITE_CORRUPT: return .corrupt(path: path, finding: cause)
        case .SQLITE_FULL: return .diskFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            return .notWritable(path: path, cause: cause)
        default: return .inputOutput(path: path, cause: cause)
        }
    }

    /// Whether the writer may open the file anew by itself after a COMMIT that failed like this.
    ///
    /// No room and no permission leave nothing behind: the commit's last frame was not written, and
    /// what was written before it is overwritten by the next commit, at the same place of the log.
    /// After an fsync that failed, the system's cache and the disk may differ for good (Rebello et
    /// al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020; PostgreSQL stops too):
    /// then somebody must look at the disk first.
    static func mayRecover(from error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        switch error.extendedResultCode {
        case .SQLITE_FULL, .SQLITE_IOERR_WRITE, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_SHMMAP,
            .SQLITE_IOERR_SHMOPEN, .SQLITE_CANTOPEN, .SQLITE_BUSY, .SQLITE_READONLY:
            return true
        default:
            return false
        }
    }

    /// Whether an error is the disk's or the machine's, not the data's.
    static func isInputOutput(_ error: any Error) -> Bool {
        if error is StoreError { return true }
        guard let error = error as? DatabaseError else { return false }
        switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOMEM, .SQLITE_READONLY,
            .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_NOTADB, .SQLITE_INTERRUPT:
            return true
        default:
            return false
        }
    }
}
