/// Reads a password or code from a file that any system's editor may have written.
///
/// Every program reads it by this rule, so that a password which was set from a file opens with the
/// same file: the first line, without its end (`\n`, `\r\n` or `\r`) and without a byte order mark
/// at its beginning. Blanks belong to the secret.
public enum SecretFile {
    public static let maximumBytes = 4096

    /// The secret in a file's bytes.
    public static func secret(in bytes: [UInt8]) throws(SecretFileFault) -> String {
        guard bytes.count <= maximumBytes else { throw .tooLong }
        var line = bytes[...]
        if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        guard !line.starts(with: [0xFF, 0xFE]), !line.starts(with: [0xFE, 0xFF]),
            !line.prefix(2).contains(0)
        else { throw .notUTF8("UTF-16") }
        line = line.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard let text = String(validating: line, as: UTF8.self), !line.contains(0) else {
            throw .notUTF8(nil)
        }
        guard !text.isEmpty else { throw .empty }
        return text
    }
}

/// Why a file holds no secret.
public enum SecretFileFault: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case tooLong
    /// With the encoding that it seems to have.
    case notUTF8(String?)

    public var description: String {
        switch self {
        case .empty: "its first line is empty"
        case .tooLong: "it has more than \(SecretFile.maximumBytes) bytes"
        case .notUTF8(let encoding?): "it is \(encoding); save it as UTF-8"
        case .notUTF8(nil): "it is not text in UTF-8"
        }
    }
}
