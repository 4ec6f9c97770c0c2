import OctopusContract

/// An MP4's boxes, which have to be known ones and to end with the file.
enum MP4Parts {
    private static let mostBoxes = 100_000
    private static let brands: Set<String> = [
        "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8", "iso9", "mp41", "mp42",
        "avc1", "M4V ", "MSNV", "dash", "mmp4", "f4v ",
    ]
    private static let known: Set<String> = [
        "ftyp", "styp", "moov", "mdat", "free", "skip", "wide", "moof", "mfra", "sidx", "ssix",
        "udta", "meta", "uuid", "pdin", "prft", "emsg",
    ]

    static func check(_ reader: inout ByteReader) throws -> FileTypes.Pixels? {
        let length = try reader.number(at: 0, 4)
        guard (16...1024).contains(length), length % 4 == 0 else { throw FileRefusal(.damaged) }
        var found: [String] = []
        for place in stride(from: 8, to: length, by: 4) where place != 12 {
            found.append(try reader.text(at: place, 4))
        }
        guard found.contains(where: brands.contains) else {
            throw FileRefusal(.unknownType, "It is of the kind \"\(found[0])\".")
        }
        var place = 0
        var seen: Set<String> = []
        for _ in 0..<mostBoxes where place < reader.count {
            let name = try reader.text(at: place + 4, 4)
            guard known.contains(name) else {
                throw FileRefusal(seen.isSuperset(of: ["moov", "mdat"]) ? .trailing : .damaged)
            }
            place += try self.length(ofBoxAt: place, &reader)
            guard place <= reader.count else { throw FileRefusal(.cutShort) }
            seen.insert(name)
        }
        guard place == reader.count, seen.contains("moov") else { throw FileRefusal(.damaged) }
        guard seen.contains("mdat") else { throw FileRefusal(.cutShort) }
        return nil
    }

    private static func length(ofBoxAt place: Int, _ reader: inout ByteReader) throws -> Int {
        switch try reader.number(at: place, 4) {
        // Up to the end.
        case 0: return reader.count - place
        case 1:
            let length = try reader.number(at: place + 8, 8)
            guard length >= 16, length < 1 << 40 else { throw FileRefusal(.damaged) }
            return length
        case let length where length >= 8: return length
        default: throw FileRefusal(.damaged)
        }
    }
}
