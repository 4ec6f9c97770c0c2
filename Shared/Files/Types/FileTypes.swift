import OctopusContract

/// What a file is by its bytes, from its first to its last.
///
/// Its parts have to follow each other as its type says and to end with the file, so that nothing hides
/// behind it. What a picture's parts hold is for the program to find out that decodes it. Text is no type: it has
/// no beginning and no end, and is a program for every shell that it is saved for.
struct FileTypes {
    /// What was found.
    struct Finding: Hashable {
        let type: FileType
        /// Of pictures.
        var pixels: Pixels?
    }

    struct Pixels: Hashable {
        let width: Int
        let height: Int
    }

    /// More is no picture but an attack on those who look at it.
    static let mostPixels = 100_000_000

    /// Looks at a whole file.
    ///
    /// - Parameters:
    ///   - reader: Its bytes.
    ///   - announced: What it is said to be; another one's beginning is not looked behind.
    /// - Returns: What it is.
    /// - Throws: `FileRefusal`, which says what it is.
    static func check(
        _ reader: inout ByteReader,
        as announced: FileType? = nil
    ) throws -> Finding {
        let type = try type(of: &reader)
        guard type == announced ?? type else {
            throw FileRefusal(.otherType, "They are \(type.mediaType).")
        }
        if let other = try Disguises.find(in: &reader, besides: type) {
            throw FileRefusal(.polyglot, "It is \(other).")
        }
        let pixels: Pixels? =
            switch type {
            case .jpeg: try JPEGParts.check(&reader)
            case .png: try PNGParts.check(&reader)
            case .webp: try WebPParts.check(&reader)
            case .mp4: try MP4Parts.check(&reader)
            case .webm: try WebMParts.check(&reader)
            case .pdf: try PDFParts.check(&reader)
            }
        if let pixels {
            guard pixels.width > 0, pixels.height > 0 else { throw FileRefusal(.damaged) }
            let (product, isTooLarge) = pixels.width.multipliedReportingOverflow(by: pixels.height)
            guard !isTooLarge, product <= mostPixels else {
                throw FileRefusal(.tooManyPixels, "It has \(pixels.width) x \(pixels.height).")
            }
        }
        return Finding(type: type, pixels: pixels)
    }

    /// What it begins like.
    private static func type(of reader: inout ByteReader) throws -> FileType {
        let head = Array(try reader.bytes(at: 0, min(reader.count, 16)))
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).starts(with: Array("WEBP".utf8))
        {
            return .webp
        }
        if head.dropFirst(4).starts(with: Array("ftyp".utf8)) { return .mp4 }
        if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return .webm }
        if head.starts(with: Array("%PDF-".utf8)) { return .pdf }
        throw FileRefusal(.unknownType, Disguises.name(of: head).map { "It is \($0)." })
    }
}
