import FoundationEssentials
import GRDB
import OctopusFiles
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// One of the two databases is older than the other: after a restore of it alone, or a death in between.
struct LostFileTests {
    @Test func `a file without bytes is told to its readers, and an upload brings it back`()
        async throws
    {
        let house = try await House()
        let (ana, ben) = (house.operatorOf(), house.operatorOf())
        let video = Video.of(chunks: 2)
        let file = try await ana.upload(video)
        let (owner, reader) = (FileOwner(.sample, UUID()), FileQuestion(fileId: file.fileId))
        try await house.claim([file.fileId], for: owner)
        try await house.changeShelf("DELETE FROM chunks", "DELETE FROM uploads")

        try await ana.refused(.fileLost, ReadFile.self, reader)
        let stranger = house.operatorOf(house.bakery)
        try await stranger.refused(.notFound, ReadFile.self, reader, at: house.bakery)
        // The shelf is compared with the database once a day, and after a start.
        house.clock.advance(by: .seconds(86_401))
        try await house.tidy()
        let told = try #require(house.instance.environment.files.trouble)
        #expect(told.contains("no bytes of 1 files") && told.contains("\(file.fileId)"))

        // Ana begins, Ben goes on: the bytes come back under the file's own id.
        let begun = try #require(try await ana.call(BeginUpload.self, video.offer).uploadId)
        #expect(begun.uuid == file.fileId.uuid)
        try await ana.call(UploadChunk.self, video.part(1, of: begun))
        try await ana.refused(.fileLost, ReadFile.self, reader)
        let taken = try await ben.call(BeginUpload.self, video.offer)
        #expect(taken.uploadId == begun && taken.missing == [ChunkRange(first: 0, last: 0)])
        try await ana.refused(.notFound, UploadStatus.self, .init(uploadId: begun))
        try await ben.call(UploadChunk.self, video.part(0, of: begun))
        #expect(try await ben.call(FinishUpload.self, .init(uploadId: begun)) == file)
        #expect(try await ben.call(FinishUpload.self, .init(uploadId: begun)) == file)
        #expect(try await ana.call(BeginUpload.self, video.offer).file == file)
        #expect(try await ana.call(ReadFile.self, reader).size == file.size)
        try await house.tidy()
        #expect(house.instance.environment.files.trouble == nil)
        #expect(try await house.shelf("SELECT count(*) FROM uploads WHERE state = 'kept'") == 1)
        #expect(try await house.shelf("SELECT max(bytes) FROM usage") == file.size)
        await house.close()
    }

    @Test func `what is sent for a lost file and is another one can be sent again`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let video = Video.of(chunks: 1)
        let file = try await cafe.upload(video)
        try await house.changeShelf("DELETE FROM chunks", "DELETE FROM uploads")
        let begun = try #require(try await cafe.call(BeginUpload.self, video.offer).uploadId)
        try await cafe.call(UploadChunk.self, Video.of(chunks: 1, seed: 2).part(0, of: begun))
        try await cafe.refused(.fileRefused, FinishUpload.self, .init(uploadId: begun))
        #expect(try await cafe.upload(video) == file)
        await house.close()
    }

    @Test func `an upload that was finished as a lost file's twin is begun again as the file`()
        async throws
    {
        let house = try await House()
        let (ana, ben) = (house.operatorOf(), house.operatorOf())
        let video = Video.of(chunks: 1)
        let upload = try await ben.send(video)
        let file = try await ana.upload(video)
        let lost = "X'\(hex(file.fileId.uuid))'"
        try await house.changeShelf(
            "DELETE FROM chunks WHERE upload = \(lost)",
            "DELETE FROM uploads WHERE id = \(lost)"
        )
        try await ben.refused(.stale, FinishUpload.self, .init(uploadId: upload))
        #expect(try await ben.upload(video) == file)
        #expect(try await ben.call(FinishUpload.self, .init(uploadId: upload)) == file)
        #expect(try await house.shelf("SELECT count(*) FROM chunks") == 1)
        await house.close()
    }

    @Test func `bytes that the database does not know go after a day, or come into use again`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let (first, second) = (Video.of(chunks: 1), Video.of(chunks: 1, seed: 2))
        _ = (try await cafe.upload(first), try await cafe.upload(second))
        try await house.changeDatabase("DELETE FROM files WHERE unclaimed_since > 0")
        house.clock.advance(by: .seconds(86_401))
        try await house.tidy()
        #expect(try await house.shelf("SELECT count(*) FROM uploads WHERE state = 'whole'") == 2)
        house.clock.advance(by: .seconds(86_000))
        // The chunks are there: what its uploader sends again is kept without being sent.
        let again = try await cafe.call(BeginUpload.self, first.offer)
        #expect(again.missing.isEmpty && again.file == nil)
        let upload = try #require(again.uploadId)
        let file = try await cafe.call(FinishUpload.self, .init(uploadId: upload))
        house.clock.advance(by: .seconds(500))
        try await house.tidy()
        #expect(try await house.shelf("SELECT count(*) FROM uploads") == 1)
        #expect(try await house.shelf("SELECT max(bytes) FROM usage") == file.size)
        _ = try await cafe.call(ReadFile.self, .init(fileId: file.fileId))
        await house.close()
    }

    @Test func `a file that is released and claimed again while the sweep runs stays`() async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let file = try await cafe.upload(Video.of(chunks: 1))
        let owner = FileOwner(.sample, UUID())
        try await house.claim([file.fileId], for: owner)
        for _ in 0..<20 {
            house.clock.advance(by: .seconds(86_401))
            try await house.claim([], for: owner)
            async let swept: Void = house.tidy()
            async let claimed: Void = house.claim([file.fileId], for: owner)
            _ = try await (swept, claimed)
            #expect(try await cafe.call(ReadFile.self, .init(fileId: file.fileId)).part != nil)
        }
        // A day without a record ends it, and then no record has it.
        try await house.claim([], for: owner)
        house.clock.advance(by: .seconds(86_401))
        async let swept: Void = house.tidy()
        let isClaimed = (try? await house.claim([file.fileId], for: owner)) != nil
        try await swept
        try await house.tidy()
        #expect(try await house.shelf("SELECT count(*) FROM chunks") == (isClaimed ? 1 : 0))
        if !isClaimed {
            try await cafe.refused(.notFound, ReadFile.self, .init(fileId: file.fileId))
        }
        await house.close()
    }
}

private func hex(_ id: UUID) -> String {
    withUnsafeBytes(of: id.uuid) {
        $0.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    }
    .joined()
}

extension House {
    /// Does to the file beside the database what another copy of it would be.
    fileprivate func changeShelf(_ statements: String...) async throws {
        try await DatabaseQueue(path: instance.environment.files.path).write { database in
            for statement in statements { try database.execute(sql: statement) }
        }
    }

    fileprivate func changeDatabase(_ statement: String) async throws {
        try await instance.store.write { transaction in
            try transaction.database.execute(sql: statement)
        }
    }
}
