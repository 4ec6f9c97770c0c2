import FoundationEssentials

@testable import OctopusFiles

/// Small files of each type.
enum Samples {
    /// 24 x 16 pixels, to be shown turned by a quarter, with a place in its metadata.
    static let jpeg = decoded(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/4QBkRXhpZgAATU0AKgAAAAgAAgESAAMAAAABAAYAAIglAAQAAAABAAAAJgAA
        AAAAAgABAAIAAAACTgAAAAACAAUAAAADAAAARAAAAAAAAAAtAAAAAQAAADAAAAABAAAAAAAAAAH/2wBDAA0JCgsK
        CA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4O
        DhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAAR
        CAAQABgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQA
        AAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdI
        SUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG
        x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL
        /8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcY
        GRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOk
        paanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDm
        P7C/2KP7C/2K9O/sL/Yo/sL/AGKAPMf7C/2KK9O/sL/YooA//9k=
        """
    )

    /// 24 x 16 pixels.
    static let webp = decoded(
        """
        UklGRj4AAABXRUJQVlA4IDIAAADQAgCdASoYABAALoVarVajpycnBwCES0gABc0X2kQAAP753g93bt7SiCuSe55d
        wAAAAA==
        """
    )

    /// 24 x 16 pixels.
    static let png = decoded(
        """
        iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAALklEQVR4nGPk4OBgoAZg4efnp45BgoKC1DFIQEBg
        1KBRg0YNor1BjN+/f6eKQQAjJQXYb9dM+AAAAABJRU5ErkJggg==
        """
    )

    static let mp4 =
        box("ftyp", Array("isom".utf8) + [0, 0, 2, 0] + Array("isommp41".utf8))
        + box("moov", [UInt8](repeating: 7, count: 40))
        + box("mdat", [UInt8](repeating: 9, count: 90))

    static let webm =
        element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], Array("webm".utf8)))
        + element(
            [0x18, 0x53, 0x80, 0x67],
            element([0x16, 0x54, 0xAE, 0x6B], [1, 2, 3])
                + element(
                    [0x1F, 0x43, 0xB6, 0x75],
                    element([0xE7], [0]) + element([0xA3], [4, 5, 6])
                )
        )

    static let all: [String: [UInt8]] = [
        "jpeg": jpeg, "png": png, "webp": webp, "mp4": mp4, "webm": webm,
        "pdf": pdf(),
    ]

    /// A document without pages.
    ///
    /// - Parameters:
    ///   - version: The version that it says it is of.
    ///   - catalog: What else its first object has.
    ///   - objects: What follows its objects.
    ///   - place: Where it says that its table is; nil for where that is.
    /// - Returns: Its bytes, to the mark of its end.
    static func pdf(
        version: String = "1.7",
        catalog: String = "",
        objects: [UInt8] = [],
        place: String? = nil
    ) -> [UInt8] {
        let body =
            Array("%PDF-\(version)\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R \(catalog) >>\n".utf8)
            + Array("endobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n".utf8)
            + objects
        let table = """
            xref
            0 1
            0000000000 65535 f\u{20}
            trailer
            << /Size 3 /Root 1 0 R >>
            startxref
            \(place ?? "\(body.count)")
            %%EOF
            """
        return body + Array(table.utf8)
    }

    static func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
        bigEndian(UInt32(content.count + 8)) + Array(name.utf8) + content
    }

    static func element(_ id: [UInt8], _ content: [UInt8]) -> [UInt8] {
        id + [0x10] + bigEndian(UInt32(content.count)).dropFirst() + content
    }

    /// A chunk of a PNG, with a check that nobody looks at before it is decoded.
    static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        bigEndian(UInt32(content.count)) + Array(name.utf8) + content + [0, 0, 0, 0]
    }

    /// A PNG of those dimensions, of a few bytes.
    static func png(width: UInt32, height: UInt32) -> [UInt8] {
        Array(png[..<8]) + chunk("IHDR", bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0])
            + chunk("IDAT", [1, 2, 3]) + chunk("IEND", [])
    }

    static func bigEndian(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private static func decoded(_ text: String) -> [UInt8] {
        Data(base64Encoded: text.filter { !$0.isWhitespace }).map(Array.init) ?? []
    }
}
