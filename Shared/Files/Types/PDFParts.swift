import OctopusContract

/// A PDF's beginning and its end, which have to be the file's own, and what it names between them.
///
/// Its objects are not followed and nothing is unpacked.
enum PDFParts {
    private static let versions: Set<String> = [
        "1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.0",
    ]
    private static let mark = Array("%%EOF".utf8)
    /// Of the end: blanks behind the mark, and before it the place of the table.
    private static let mostTailBytes = 64 * 1024

    /// - Returns: Nothing: a document has no pixels.
    static func check(_ reader: inout ByteReader) throws -> FileTypes.Pixels? {
        let version = try reader.text(at: 5, 3)
        guard versions.contains(version), try reader.byte(at: 8).isPDFBlank else {
            throw FileRefusal(.damaged)
        }
        let place = try placeOfTable(&reader)
        guard try isTable(at: place, &reader) else { throw FileRefusal(.damaged) }
        try PDFNames.check(&reader)
        return nil
    }

    /// What stands before the mark of the end: `startxref` and where the table of objects begins.
    private static func placeOfTable(_ reader: inout ByteReader) throws -> Int {
        let start = max(0, reader.count - mostTailBytes)
        var rest = try reader.bytes(at: start, reader.count - start)
        rest.loseEnd(while: \.isPDFBlank)
        guard rest.loseEnd(mark) else { throw FileRefusal(fault(ofEnd: rest)) }
        let isApart = !rest.loseEnd(while: \.isPDFBlank).isEmpty
        let digits = rest.loseEnd(while: \.isDigit)
        guard isApart, digits.count <= 10,
            let place = Int(String(decoding: digits, as: Unicode.ASCII.self)),
            !rest.loseEnd(while: \.isPDFBlank).isEmpty, rest.loseEnd(Array("startxref".utf8)),
            place < start + rest.count
        else { throw FileRefusal(.damaged) }
        return place
    }

    /// Why it does not end with its mark: objects go on behind an earlier one, or something else does.
    private static func fault(ofEnd rest: ArraySlice<UInt8>) -> FileFault {
        guard let last = rest.indices.last(where: { rest[$0...].starts(with: mark) }) else {
            return .cutShort
        }
        let next = rest[(last + mark.count)...].first { !$0.isPDFBlank }
        return next?.isDigit ?? true ? .cutShort : .trailing
    }

    /// Whether there is a table of objects, or the object that has it.
    private static func isTable(at place: Int, _ reader: inout ByteReader) throws -> Bool {
        let head = try reader.bytes(at: place, min(64, reader.count - place))
            .drop(while: \.isPDFBlank)
        if head.starts(with: Array("xref".utf8)) { return true }
        let words = head.split(maxSplits: 2, whereSeparator: \.isPDFBlank)
        return words.count == 3 && words[0].allSatisfy(\.isDigit)
            && words[1].allSatisfy(\.isDigit)
            && words[2].drop(while: \.isPDFBlank).starts(with: Array("obj".utf8))
    }
}

extension UInt8 {
    /// What separates words of a PDF.
    var isPDFBlank: Bool { [0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20].contains(self) }

    fileprivate var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

extension ArraySlice<UInt8> {
    /// Takes off what it ends with, if it does.
    fileprivate mutating func loseEnd(_ end: [UInt8]) -> Bool {
        guard suffix(end.count).elementsEqual(end) else { return false }
        removeLast(end.count)
        return true
    }

    /// Takes off the bytes of its end that are of that kind.
    @discardableResult
    fileprivate mutating func loseEnd(while isOfKind: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let last = lastIndex { !isOfKind($0) }
        let end = self[(last.map { $0 + 1 } ?? startIndex)...]
        self = self[..<end.startIndex]
        return end
    }
}
