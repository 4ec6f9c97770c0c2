/// What a file may be besides what it begins as, or instead.
enum Disguises {
    private static let beginnings: [(bytes: [UInt8], name: String)] = [
        (Array("GIF8".utf8), "a GIF"), (Array("%PDF-".utf8), "a PDF"),
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
    static func find(in reader: inout ByteReader, isPicture: Bool) throws -> String? {
        if try isArchive(&reader) { return "an archive" }
        // Readers of PDF and browsers look for their beginning in so many bytes.
        let head = try reader.bytes(at: 0, min(reader.count, 1024)).map(lowered)
        if contains(head, "%pdf-") { return "a PDF" }
        if contains(head, "<html") || contains(head, "<!doctype") { return "HTML" }
        guard isPicture else { return nil }
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

    private static let scripts = [
        "<script", "<?php\n", "<?php ", "<?php\r", "<?php\t", "<!doctype html",
    ]
    .map { Array($0.utf8) }

    private static func hasScript(_ reader: inout ByteReader) throws -> Bool {
        var place = 0
        while let found = try reader.find(UInt8(ascii: "<"), from: place) {
            let text = try reader.bytes(at: found, min(14, reader.count - found)).map(lowered)
            if scripts.contains(where: { text.starts(with: $0) }) { return true }
            place = found + 1
        }
        return false
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
    }

    private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        let sought = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: sought) }
    }
}
