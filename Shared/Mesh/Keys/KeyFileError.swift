import Glibc

/// Why a key file can't be used, and what to do about it.
public struct KeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Fault: Hashable, Sendable {
        /// There is no file of that path.
        case missing
        /// A new key is never written over a file.
        case exists
        /// The path leads to a folder, a device or a pipe.
        case notAFile
        /// Anybody on the machine can read it, or its group can write it.
        case readableByOthers
        /// Its group can read it, and this process does not belong to that group.
        case readableByGroup
        /// It is not what `octopus keys new` writes.
        case malformed
        /// It is UTF-16, as some tools of Windows write texts.
        case utf16
        /// The public key is not that of the secret key.
        case halvesDiffer
        /// It can't be read; with the system's error number.
        case unreadable(Int32)
        /// It can't be written; with the system's error number.
        case unwritable(Int32)
    }

    /// What stands for the path of a key that came as a text.
    static let textPath = "the key's text"

    /// The file, or "the key's text".
    public let path: String
    /// What is wrong with it.
    public let fault: Fault

    /// A sentence with what to do about it.
    public var description: String {
        switch fault {
        case .missing:
            "no key file at \(path): make one with `octopus keys new \(path)`"
        case .exists:
            "\(path) exists already: choose another path, or remove the file if its key is unused"
        case .notAFile:
            "\(path) is not a regular file: name the key file itself"
        case .readableByOthers:
            "\(path) holds a secret key that others can read: run `chmod 600 \(path)`, and make "
                + "a new key if somebody may have read it"
        case .readableByGroup:
            "\(path) holds a secret key that its group can read, and this program does not belong to "
                + "that group: run `chmod 600 \(path)`, or give it this program's group"
        case .malformed:
            "\(path) is not a key: it must be JSON with publicKey and secretKey in Z85, as "
                + "`octopus keys new` writes it"
        case .utf16:
            "\(path) is UTF-16: save it as UTF-8 without changing the key"
        case .halvesDiffer:
            "\(path) holds halves of two different keys: make a new one with `octopus keys new`"
        case .unreadable(let number):
            "\(path) can't be read (\(systemMessage(number))): check the path and its owner"
        case .unwritable(let number):
            "\(path) can't be written (\(systemMessage(number))): check the folder and its owner"
        }
    }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String {
    String(cString: strerror(number))
}
