import Glibc

/// Why a key file can't be used, and what to do about it.
public struct KeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Fault: Hashable, Sendable {
        case missing
        case exists
        case notAFile
        case readableByOthers
        case malformed
        case halvesDiffer
        /// The system's error number.
        case unreadable(Int32)
        case unwritable(Int32)
    }

    public let path: String
    public let fault: Fault

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
        case .malformed:
            "\(path) is not a key file: it must be JSON with publicKey and secretKey in Z85, as "
                + "`octopus keys new` writes it"
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
