import OctopusContract

/// A WebM's elements, which have to be known ones and to end with the file.
enum WebMParts {
    private static let mostElements = 200_000
    private static let segment = 0x1853_8067
    private static let cluster = 0x1F43_B675
    /// Of a segment: what is looked for, told about, played; fonts and other files don't belong in it.
    private static let ofSegment: Set<Int> = [
        0x114D_9B74, 0x1549_A966, 0x1654_AE6B, cluster, 0x1C53_BB6B, 0x1043_A770, 0x1254_C367, 0xEC,
        0xBF,
    ]
    /// Of a cluster whose length was not known when it was written.
    private static let ofCluster: Set<Int> = [0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854]

    private struct Element {
        let id: Int
        /// Nil: not known when it was written.
        let length: Int?
        let data: Int
    }

    static func check(_ reader: inout ByteReader) throws -> FileTypes.Pixels? {
        let head = try element(at: 0, &reader)
        guard let length = head.length, length <= 1024 else { throw FileRefusal(.damaged) }
        let kind = try documentType(&reader, from: head.data, to: head.data + length)
        guard kind == "webm" else {
            throw FileRefusal(.unknownType, "It is of the kind \"\(kind)\".")
        }
        let whole = try element(at: head.data + length, &reader)
        guard whole.id == segment else { throw FileRefusal(.damaged) }
        if let length = whole.length {
            guard whole.data + length <= reader.count else { throw FileRefusal(.cutShort) }
            guard whole.data + length == reader.count else { throw FileRefusal(.trailing) }
        }
        var place = whole.data
        var (hasTracks, hasCluster) = (false, false)
        for _ in 0..<mostElements where place < reader.count {
            let part = try element(at: place, &reader)
            guard ofSegment.contains(part.id) || hasCluster && ofCluster.contains(part.id) else {
                throw FileRefusal(hasCluster ? .trailing : .damaged)
            }
            hasTracks = hasTracks || part.id == 0x1654_AE6B
            hasCluster = hasCluster || part.id == cluster
            guard part.length != nil || part.id == cluster else { throw FileRefusal(.damaged) }
            // Into a cluster of unknown length, over everything else.
            place = part.data + (part.length ?? 0)
            guard place <= reader.count else { throw FileRefusal(.cutShort) }
        }
        guard place == reader.count, hasTracks, hasCluster else { throw FileRefusal(.cutShort) }
        return nil
    }

    private static func documentType(
        _ reader: inout ByteReader,
        from start: Int,
        to end: Int
    ) throws -> String {
        var place = start
        while place < end {
            let part = try element(at: place, &reader)
            guard let length = part.length, length <= 64 else { throw FileRefusal(.damaged) }
            if part.id == 0x4282 { return try reader.text(at: part.data, length) }
            place = part.data + length
        }
        throw FileRefusal(.damaged)
    }

    private static func element(at place: Int, _ reader: inout ByteReader) throws -> Element {
        let idBytes = try reader.byte(at: place).leadingZeroBitCount + 1
        guard idBytes <= 4 else { throw FileRefusal(.damaged) }
        let id = try reader.number(at: place, idBytes)
        let first = try reader.byte(at: place + idBytes)
        let lengthBytes = first.leadingZeroBitCount + 1
        guard lengthBytes <= 8 else { throw FileRefusal(.damaged) }
        let mask = 1 << (7 * lengthBytes) - 1
        let length = try reader.number(at: place + idBytes, lengthBytes) & mask
        guard length == mask || length < 1 << 40 else { throw FileRefusal(.damaged) }
        return Element(
            id: id,
            length: length == mask ? nil : length,
            data: place + idBytes + lengthBytes
        )
    }
}
