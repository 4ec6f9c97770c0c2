import Glibc
import OctopusStore

/// The folder of a service's files: `<service>.sqlite`, its lock, and `secrets.key`.
struct DataFolder {
    let path: String
    let databasePath: String
    private let keyPath: String

    /// Makes the folder, for its user alone, if it does not exist.
    ///
    /// - Throws: `StartFailure` if it can't be made.
    init(_ path: String, service: String) throws(StartFailure) {
        self.path = path
        databasePath = "\(path)/\(service).sqlite"
        keyPath = "\(path)/secrets.key"
        var partial = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            partial += "/\(part)"
            guard mkdir(partial, 0o700) != 0, errno != EEXIST, errno != EISDIR else { continue }
            let number = errno
            if access(partial, X_OK) == 0 { continue }
            throw StartFailure(
                .cannotCreate,
                "the data folder \(path) can't be made (\(String(cString: strerror(number)))): "
                    + "make it for this user, or name another with --data-folder"
            )
        }
    }

    /// What seals secrets.
    ///
    /// A new folder gets a new key; a database without its key is refused.
    func sealer() throws -> Sealer {
        if access(keyPath, F_OK) != 0 {
            guard access(databasePath, F_OK) != 0 else {
                throw StartFailure(
                    .noInput,
                    "\(keyPath) is missing, and \(databasePath) has secrets that only it opens: "
                        + "restore it from where it is kept beside the backups"
                )
            }
            try KeyRing.create(file: keyPath)
        }
        return Sealer(try KeyRing(file: keyPath))
    }
}
