import Glibc
import OctopusStore

/// The folder of a service's database: `<service>.sqlite`, with its lock.
struct DataFolder {
    let path: String
    let service: String
    let databasePath: String

    /// Makes the folder, for its user alone, if it does not exist.
    ///
    /// - Throws: `StartFailure` if it can't be made.
    init(_ path: String, service: String) throws(StartFailure) {
        (self.path, self.service) = (path, service)
        databasePath = "\(path)/\(service).sqlite"
        try Self.make(path, "data folder", flag: "--data-folder")
    }

    /// Makes a folder for this user alone, with those above it.
    static func make(_ path: String, _ name: String, flag: String) throws(StartFailure) {
        var partial = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            partial += "/\(part)"
            guard mkdir(partial, 0o700) != 0, errno != EEXIST, errno != EISDIR else { continue }
            let number = errno
            if access(partial, X_OK) == 0 { continue }
            throw StartFailure(
                .cannotCreate,
                "the \(name) \(path) can't be made (\(String(cString: strerror(number)))): "
                    + "make it for this user, or name another with \(flag)"
            )
        }
    }
}
