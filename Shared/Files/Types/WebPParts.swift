import OctopusContract

/// A WebP's chunks within the length that its beginning tells.
enum WebPParts {
    private static let mostChunks = 1_000

    static func check(_ reader: inout ByteReader) throws -> FileTypes.Pixels {
        let length = try reader.littleNumber(at: 4, 4)
        let end = 8 + length + length % 2
        guard end <= reader.count || 8 + length == reader.count else {
            throw FileRefusal(.cutShort)
        }
        guard end >= reader.count else { throw FileRefusal(.trailing) }
        var pixels: FileTypes.Pixels?
        var hasData = false
        var place = 12
        for _ in 0..<mostChunks where place < reader.count {
            let name = try reader.text(at: place, 4)
            let length = try reader.littleNumber(at: place + 4, 4)
            let data = place + 8
            guard data + length <= reader.count else { throw FileRefusal(.cutShort) }
            switch name {
            case "VP8X":
                guard length >= 10 else { throw FileRefusal(.damaged) }
                guard try reader.byte(at: data) & 0x02 == 0 else { throw FileRefusal(.animated) }
                pixels = FileTypes.Pixels(
                    width: try reader.littleNumber(at: data + 4, 3) + 1,
                    height: try reader.littleNumber(at: data + 7, 3) + 1
                )
            case "VP8 ", "VP8L":
                guard !hasData else { throw FileRefusal(.damaged) }
                hasData = true
                let own = name == "VP8 " ? try lossy(&reader, data) : try lossless(&reader, data)
                pixels = pixels ?? own
                guard own == pixels else { throw FileRefusal(.damaged) }
            case "ANIM", "ANMF": throw FileRefusal(.animated)
            default: break
            }
            place = data + length + length % 2
        }
        guard hasData, let pixels, place >= reader.count else { throw FileRefusal(.damaged) }
        return pixels
    }

    private static func lossy(_ reader: inout ByteReader, _ data: Int) throws -> FileTypes.Pixels {
        guard try reader.number(at: data + 3, 3) == 0x9D012A else { throw FileRefusal(.damaged) }
        return FileTypes.Pixels(
            width: try reader.littleNumber(at: data + 6, 2) & 0x3FFF,
            height: try reader.littleNumber(at: data + 8, 2) & 0x3FFF
        )
    }

    private static func lossless(_ reader: inout ByteReader, _ data: Int) throws -> FileTypes.Pixels
    {
        guard try reader.byte(at: data) == 0x2F else { throw FileRefusal(.damaged) }
        let bits = try reader.littleNumber(at: data + 1, 4)
        return FileTypes.Pixels(width: bits & 0x3FFF + 1, height: bits >> 14 & 0x3FFF + 1)
    }
}
