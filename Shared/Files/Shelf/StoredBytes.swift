import FoundationEssentials
import GRDB
import OctopusContract
import OctopusServiceKit

/// The bytes of an upload, across its chunks.
struct StoredBytes {
    let upload: UploadID
    let database: Database

    init(_ upload: UploadID, in database: Database) {
        (self.upload, self.database) = (upload, database)
    }

    func bytes(from offset: Int, _ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let place = offset + bytes.count
            let (number, within) = place.quotientAndRemainder(dividingBy: UploadRecord.chunkBytes)
            let part = try Data.one(
                database,
                "SELECT substr(part, ?, ?) FROM chunks WHERE upload = ? AND number = ?",
                [within + 1, count - bytes.count, upload, number]
            )
            guard let part, !part.isEmpty else { throw FileRefusal(.cutShort) }
            bytes += part
        }
        return bytes
    }
}
