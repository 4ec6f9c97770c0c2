import OctopusContract

/// What a file may be besides what it begins as, or instead.
enum Disguises {
    private static let beginnings: [(bytes: [UInt8], name: String)] = [
        (Array("GIF8".utf8), "a GIF"),
        ([0x50, 0x4B, 0x03, 0x04], "an archive"), ([0x50, 0x4B, 0x05, 0x06], "an archive"),
        (Array("Rar!".utf8), "an archive"), ([0x37, 0x7A, 0xBC, 0xAF], "an archive"),
        ([0x1F, 0x8B], "an archive"), ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        (Array("MZ".utf8), "a program"), (Array("#!".utf8), "a program"),
        (Array("BM".utf8), "a bitmap"), ([0x49, 0x49, 0x2A, 0x00], "a TIFF"),
        ([0x4D, 0x4D, 0x00, 0x2A], "a TIFF"),
    ]

    /// What bytes begin like that nobody takes; nil for what is unknown.
    static func name(of head: [UInt8]) -> String? {
        if let known = beginnings.first(where: { head.starts(with: $0.bytes) }) {
            return known.name
        }
        let visible = head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
        return visible.first == UInt8(ascii: "<") ? "text for a browser, as SVG or HTML" : nil
    }

    /// What else it is, for who reads it in another way; nil for nothing known.
    static func find(in reader: inout ByteReader, besides type: FileType) throws -> String? {
        if try isArchive(&reader) { return "an archive" }
        // Readers of PDF and browsers look for their beginning in so many bytes.
        let head = try reader.bytes(at: 0, min(reader.count, 1024)).map(lowered)
        if type != .pdf, contains(head, "%pdf-") { return "a PDF" }
        if contains(head, "<html") || contains(head, "<!doctype") { return "HTML" }
        guard !type.isVideo else { return nil }
        return try hasScript(&reader) ? "a script" : nil
    }

    /// An archive is read from its end, where a record tells the length of what follows it.
    private static func isArchive(_ reader: inout ByteReader) throws -> Bool {
        var place = max(0, reader.count - 65_535 - 22)
        while let found = try reader.find(0x50, from: place), found + 22 <= reader.count {
            if try reader.number(at: found, 4) == 0x504B_0506,
                try reader.littleNumber(at: found + 20, 2) == reader.count - found - 22
            {
                return true
            }
            place = found + 1
        }
        return false
    }

    /// Looks at every byte, so a byte costs no more than some comparisons, whatever it is.
    private static func hasScript(_ reader: inout ByteReader) throws -> Bool {
        try reader.anyWindow(overlapping: 13) { bytes in
            for place in 0..<max(0, bytes.count - 1) where bytes[place] == 0x3C {
                let isScript =
                    switch bytes[place + 1] {
                    case UInt8(ascii: "s"), UInt8(ascii: "S"): has("<script", at: place, bytes)
                    case UInt8(ascii: "!"): has("<!doctype html", at: place, bytes)
                    case UInt8(ascii: "?"): hasPHP(at: place, bytes)
                    default: false
                    }
                if isScript { return true }
            }
            return false
        }
    }

    private static func hasPHP(at place: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        has("<?php\n", at: place, bytes) || has("<?php ", at: place, bytes)
            || has("<?php\r", at: place, bytes) || has("<?php\t", at: place, bytes)
    }

    private static func has(
        _ text: StaticString,
        at place: Int,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        let length = text.utf8CodeUnitCount
        guard place + length <= bytes.count else { return false }
        return (0..<length).allSatisfy { lowered(bytes[place + $0]) == text.utf8Start[$0] }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
    }

    private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        let sought = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: sought) }
    }
}
