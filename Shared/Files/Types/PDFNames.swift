import OctopusContract

/// What a PDF names where its bytes are not compressed.
///
/// Names that run or carry something are looked for everywhere, the short ones outside of streams alone: in
/// compressed bytes they stand by chance.
struct PDFNames {
    /// More than the longest name has, with each of its bytes as `#xx`, and the blanks behind it.
    private static let overlap = 128
    private static let mostBlanks = 64
    private static let refused: [StaticString] = [
        "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia",
        "XFA",
    ]
    private static let refusedOutsideOfStreams: [StaticString] = ["JS", "AA", "EF"]

    private var isInStream = false
    private var isAtStart = true

    static func check(_ reader: inout ByteReader) throws {
        var names = PDFNames()
        var refusal: FileRefusal?
        _ = try reader.anyWindow(overlapping: overlap) { bytes in
            refusal = names.look(bytes)
            return refusal != nil
        }
        if let refusal { throw refusal }
    }

    /// Looks at every byte of a window; what stands in two windows is judged the same in both.
    private mutating func look(_ bytes: UnsafeRawBufferPointer) -> FileRefusal? {
        var wasInStream: Bool?
        for place in 0..<bytes.count {
            let byte = bytes[place]
            if byte == 0x2F, let name = refusedName(at: place, bytes) {
                return FileRefusal(.active, "It has /\(name).")
            }
            if byte == 0x25, place > 0 || !isAtStart, has("%PDF-", at: place, bytes) {
                return FileRefusal(.polyglot, "It has another PDF in it.")
            }
            if isInStream ? byte == 0x65 : byte == 0x73 {
                isInStream =
                    isInStream ? !has("endstream", at: place, bytes) : isStream(at: place, bytes)
            }
            if place == bytes.count - Self.overlap { wasInStream = isInStream }
        }
        // The next window begins there.
        isInStream = wasInStream ?? isInStream
        isAtStart = false
        return nil
    }

    private func refusedName(at place: Int, _ bytes: UnsafeRawBufferPointer) -> StaticString? {
        if let found = Self.refused.first(where: { end(of: $0, at: place, bytes) != nil }) {
            return found
        }
        if !isInStream {
            let found = Self.refusedOutsideOfStreams.first { end(of: $0, at: place, bytes) != nil }
            if let found { return found }
        }
        return isOpenAction(at: place, bytes) ? "OpenAction" : nil
    }

    /// A page to begin with stands there as an array, which many programs write; all else acts.
    private func isOpenAction(at place: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let end = end(of: "OpenAction", at: place, bytes) else { return false }
        var next = end
        while next < bytes.count, next - end < Self.mostBlanks, bytes[next].isPDFBlank { next += 1 }
        // At a window's end the next one has the rest.
        return next < bytes.count && bytes[next] != UInt8(ascii: "[")
    }

    /// Where that name ends, if it is the one that stands there, however it is written.
    private func end(
        of name: StaticString,
        at place: Int,
        _ bytes: UnsafeRawBufferPointer
    ) -> Int? {
        var next = place + 1
        for index in 0..<name.utf8CodeUnitCount {
            guard next < bytes.count else { return nil }
            var byte = bytes[next]
            next += 1
            if byte == UInt8(ascii: "#"), next + 1 < bytes.count,
                let high = bytes[next].hexDigit, let low = bytes[next + 1].hexDigit
            {
                byte = high << 4 | low
                next += 2
            }
            guard byte == name.utf8Start[index] else { return nil }
        }
        return next < bytes.count && bytes[next].endsPDFName ? next : nil
    }

    private func isStream(at place: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let end = place + 6
        guard place > 0, end < bytes.count else { return false }
        let before = bytes[place - 1]
        return has("stream", at: place, bytes) && [0x0A, 0x0D].contains(bytes[end])
            && (before.isPDFBlank || before == UInt8(ascii: ">"))
    }

    private func has(
        _ text: StaticString,
        at place: Int,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        let length = text.utf8CodeUnitCount
        guard place + length <= bytes.count else { return false }
        return (0..<length).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
    }
}

extension UInt8 {
    /// A blank, or what begins something else.
    fileprivate var endsPDFName: Bool {
        isPDFBlank || "()<>[]{}/%".utf8.contains(self)
    }

    fileprivate var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
