import Glibc
import OctopusProgram

/// A file that a command writes.
enum Output {
    /// Writes a whole file, also into a pipe or a device of that name.
    ///
    /// - Throws: `Failure.fault` if the file can't have all of it; then it is removed if it is new.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let isNew = access(path, F_OK) != 0
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else {
            throw Failure(.usage, "\(path) can't be written: \(String(cString: strerror(errno)))")
        }
        let stream = StandardStream(descriptor: file)
        do {
            defer { close(file) }
            try bytes.withUnsafeBytes { try stream.write($0) }
        } catch {
            if isNew { unlink(path) }
            throw Failure(.fault, "\(path) can't be written: \(error)")
        }
    }
}
