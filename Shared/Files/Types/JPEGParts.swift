import OctopusContract

/// A JPEG's segments, up to the mark of its end.
enum JPEGParts {
    static func check(_ reader: inout ByteReader) throws -> FileTypes.Pixels {
        var pixels: FileTypes.Pixels?
        var hasScan = false
        var place = 2
        while true {
            guard try reader.byte(at: place) == 0xFF else { throw FileRefusal(.damaged) }
            let marker = try reader.byte(at: place + 1)
            place += 2
            switch marker {
            // Filled up with more of the same.
            case 0xFF: place -= 1
            case 0xD9:
                guard place == reader.count else { throw FileRefusal(.trailing) }
                guard hasScan, let pixels else { throw FileRefusal(.damaged) }
                return pixels
            case 0x01, 0xD0...0xD7: break
            case 0x00, 0xD8: throw FileRefusal(.damaged)
            default:
                let length = try reader.number(at: place, 2)
                guard length >= 2 else { throw FileRefusal(.damaged) }
                if isFrame(marker) {
                    guard pixels == nil, length >= 8 else { throw FileRefusal(.damaged) }
                    pixels = FileTypes.Pixels(
                        width: try reader.number(at: place + 5, 2),
                        height: try reader.number(at: place + 3, 2)
                    )
                }
                place += length
                guard marker == 0xDA else { break }
                hasScan = true
                place = try endOfScan(&reader, from: place)
            }
        }
    }

    private static func isFrame(_ marker: UInt8) -> Bool {
        (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
    }

    /// Where the next mark stands that is no part of a scan's data.
    private static func endOfScan(_ reader: inout ByteReader, from place: Int) throws -> Int {
        var place = place
        while let found = try reader.find(0xFF, from: place) {
            let next = try reader.byte(at: found + 1)
            if next != 0x00, !(0xD0...0xD7).contains(next) { return found }
            place = found + 2
        }
        throw FileRefusal(.cutShort)
    }
}
