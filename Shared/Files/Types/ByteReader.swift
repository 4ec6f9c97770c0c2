import Glibc
import OctopusContract

/// The bytes of a file that lies elsewhere, of which a window is in memory.
struct ByteReader {
    private static let windowBytes = 64 * 1024

    let count: Int
    private let load: (_ offset: Int, _ count: Int) throws -> [UInt8]
    private var window: [UInt8] = []
    private var start = 0

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - count: How many bytes the file has.
    ///   - load: Gives some of them.
    init(count: Int, load: @escaping (_ offset: Int, _ count: Int) throws -> [UInt8]) {
        (self.count, self.load) = (count, load)
    }

    init(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { Array(bytes[$0..<($0 + $1)]) }
    }

    /// Some bytes; a file that ends before is cut short.
    mutating func bytes(at offset: Int, _ length: Int) throws -> ArraySlice<UInt8> {
        guard offset >= 0, length >= 0, length <= Self.windowBytes, offset <= count - length else {
            throw FileRefusal(.cutShort)
        }
        try see(offset, length)
        return window[(offset - start)..<(offset - start + length)]
    }

    mutating func byte(at offset: Int) throws -> UInt8 {
        guard offset >= 0, offset < count else { throw FileRefusal(.cutShort) }
        try see(offset, 1)
        return window[offset - start]
    }

    /// A number of up to eight bytes, the most significant first.
    mutating func number(at offset: Int, _ length: Int) throws -> Int {
        try bytes(at: offset, length).reduce(0) { $0 &<< 8 | Int($1) }
    }

    /// A number of up to eight bytes, the least significant first.
    mutating func littleNumber(at offset: Int, _ length: Int) throws -> Int {
        try bytes(at: offset, length).reversed().reduce(0) { $0 &<< 8 | Int($1) }
    }

    mutating func text(at offset: Int, _ length: Int) throws -> String {
        String(decoding: try bytes(at: offset, length), as: Unicode.ASCII.self)
    }

    /// Where a byte stands next; nil if it doesn't.
    mutating func find(_ byte: UInt8, from offset: Int) throws -> Int? {
        var place = offset
        while place < count {
            try see(place, 1)
            let found = window.withUnsafeBytes { window -> Int? in
                guard let base = window.baseAddress else { return nil }
                let first = place - start
                return memchr(base + first, Int32(byte), window.count - first).map {
                    $0 - UnsafeMutableRawPointer(mutating: base)
                }
            }
            if let found { return start + found }
            place = start + window.count
        }
        return nil
    }

    /// Whether a look at one of its windows finds something.
    ///
    /// - Parameters:
    ///   - overlap: How many bytes a window has in common with the one before: what is looked for is no
    ///     longer than one more.
    ///   - look: Looks at a window.
    /// - Returns: Whether it found something.
    /// - Throws: What reading throws.
    mutating func anyWindow(
        overlapping overlap: Int,
        _ look: (UnsafeRawBufferPointer) -> Bool
    ) throws -> Bool {
        var place = 0
        while place < count {
            let length = min(Self.windowBytes, count - place)
            try see(place, length)
            let found = window.withUnsafeBytes { bytes in
                look(UnsafeRawBufferPointer(rebasing: bytes[(place - start)...]))
            }
            if found { return true }
            place += length < Self.windowBytes ? length : length - overlap
        }
        return false
    }

    private mutating func see(_ offset: Int, _ length: Int) throws {
        guard offset < start || offset + length > start + window.count else { return }
        window = try load(offset, min(Self.windowBytes, count - offset))
        start = offset
    }
}
