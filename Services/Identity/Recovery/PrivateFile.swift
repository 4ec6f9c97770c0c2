import OctopusIdentityContract
import Glibc
import OctopusServiceKit

/// A new file that only its owner reads, for a secret that a command made.
enum PrivateFile {
    /// Writes a file that is not there yet.
    ///
    /// - Parameters:
    ///   - text: All that it says.
    ///   - path: Where.
    ///   - setting: The setting that a refusal names.
    /// - Throws: `invalid`; then nothing is left of it.
    static func write(_ text: String, to path: String, setting: String) throws(Refusal) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw refusal(path, setting) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            let refusal = refusal(path, setting)
            unlink(path)
            throw refusal
        }
    }

    private static func refusal(_ path: String, _ setting: String) -> Refusal {
        let why = String(cString: strerror(errno))
        return FieldRules.refusal(setting, .readable, "\(path) can't be written: \(why)")
    }
}

extension Settings {
    /// The file that a command writes: what is set, or a name in the data folder.
    func output(_ key: String, inFolder name: String) throws -> String {
        if let path = text(key) { return path }
        return try demanded("data.folder") + "/" + name
    }
}
