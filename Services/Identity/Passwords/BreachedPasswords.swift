import Crypto
import FoundationEssentials
import Glibc
import OctopusIdentityContract
import OctopusServiceKit

/// A file of hashes of passwords that are known from breaches, as Have I Been Pwned offers it.
///
/// A line is the SHA-1 of a password in hexadecimal digits, and what follows a colon does not count; the
/// lines are in the order of their hashes. The file is tens of gigabytes long, so it is searched by halving
/// and never read as a whole. It may be replaced while the service runs, which goes on with the old one.
final class BreachedPasswords: Sendable {
    private let descriptor: Int32
    private let size: Int

    private static let digits = 40
    /// More than a line has.
    private static let window = 128

    /// Opens the file.
    ///
    /// - Throws: `invalid` for what is no such file.
    init(file path: String) throws(Refusal) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG
        else { throw Self.unreadable(path) }
        size = Int(status.st_size)
        guard Self.line(at: 0, in: descriptor) != nil else {
            throw Self.unreadable(path)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Whether the file has the password; what can't be read has nothing.
    func contains(_ password: String) -> Bool {
        let hash = Insecure.SHA1.hash(data: Data(password.utf8))
        let wanted = hash.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }
        var (low, high) = (0, size)
        // The line that begins at or after `low`, if it is there, begins before `high`.
        while low < high {
            let middle = low + (high - low) / 2
            guard let start = Self.start(after: middle, in: descriptor, size), start < high,
                let line = Self.line(at: start, in: descriptor)
            else {
                high = middle
                continue
            }
            if line == wanted { return true }
            if line.lexicographicallyPrecedes(wanted) { low = start + 1 } else { high = middle }
        }
        return false
    }

    /// Where the first line begins that begins at `place` or later.
    private static func start(after place: Int, in descriptor: Int32, _ size: Int) -> Int? {
        guard place > 0 else { return 0 }
        let bytes = read(at: place - 1, in: descriptor)
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let start = place + end
        return start < size ? start : nil
    }

    /// The digits of a line, in upper case; nil for what is no such line.
    private static func line(at start: Int, in descriptor: Int32) -> [UInt8]? {
        let bytes = read(at: start, in: descriptor).prefix(digits)
        guard bytes.count == digits else { return nil }
        let line = bytes.map { $0 >= UInt8(ascii: "a") ? $0 - 32 : $0 }
        let isHexadecimal = line.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0)
        }
        return isHexadecimal ? line : nil
    }

    private static func read(at place: Int, in descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: window)
        let count = pread(descriptor, &bytes, window, off_t(place))
        return Array(bytes.prefix(max(0, count)))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func unreadable(_ path: String) -> Refusal {
        FieldRules.refusal(
            "passwords.breached-file",
            .readable,
            "\(path) has no lines of SHA-1 hashes, or can't be read."
        )
    }
}
