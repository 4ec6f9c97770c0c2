import OctopusContract

/// A PNG's chunks, up to the one that ends it.
enum PNGParts {
    private static let mostChunks = 100_000

    static func check(_ reader: inout ByteReader) throws -> FileTypes.Pixels {
        guard try reader.number(at: 8, 4) == 13, try reader.text(at: 12, 4) == "IHDR" else {
            throw FileRefusal(.damaged)
        }
        let pixels = FileTypes.Pixels(
            width: try reader.number(at: 16, 4),
            height: try reader.number(at: 20, 4)
        )
        var place = 8
        var hasData = false
        for _ in 0..<mostChunks {
            let length = try reader.number(at: place, 4)
            let name = try reader.text(at: place + 4, 4)
            guard length < 1 << 31, name.utf8.allSatisfy({ $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A })
            else { throw FileRefusal(.damaged) }
            place += 12 + length
            guard place <= reader.count else { throw FileRefusal(.cutShort) }
            switch name {
            case "IDAT": hasData = true
            case "acTL": throw FileRefusal(.animated)
            case "IEND":
                guard place == reader.count else { throw FileRefusal(.trailing) }
                guard hasData, length == 0 else { throw FileRefusal(.damaged) }
                return pixels
            default: break
            }
        }
        throw FileRefusal(.damaged)
    }
}
