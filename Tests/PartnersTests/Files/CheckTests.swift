import FoundationEssentials
import Glibc
import OctopusCBOR
import OctopusContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusFiles
@testable import OctopusPartners

/// What was checked is what is kept, and checks that cost too much wait.
struct CheckTests {
    @Test func `bytes that come while others are checked are not kept`() async throws {
        let house = try await House()
        let (cafe, files) = (house.operatorOf(), house.instance.environment.files)
        let (honest, other) = (Video.of(chunks: 2), Video.of(chunks: 2, seed: 2))
        let id = try await cafe.send(honest)
        let upload = try #require(
            try await files.store.read { try UploadRecord.one($0, "SELECT * FROM uploads") }
        )
        let look = try await files.look(at: upload)
        try await cafe.call(UploadChunk.self, other.part(0, of: id))
        await #expect(throws: Refusal.self) { try await files.settle(upload, look) }
        // It is checked again, and is what it is.
        let refused = try await cafe.refused(.fileRefused, FinishUpload.self, .init(uploadId: id))
        #expect(refused.violations.map(\.rule) == [FileFault.otherHash.rawValue])
        await house.close()
    }

    @Test func `the same bytes again don't disturb a check`() async throws {
        let house = try await House()
        let (cafe, files) = (house.operatorOf(), house.instance.environment.files)
        let video = Video.of(chunks: 2)
        let id = try await cafe.send(video)
        let upload = try #require(
            try await files.store.read { try UploadRecord.one($0, "SELECT * FROM uploads") }
        )
        let look = try await files.look(at: upload)
        try await cafe.call(UploadChunk.self, video.part(0, of: id))
        #expect(try await files.settle(upload, look).state == .whole)
        let file = try await cafe.call(FinishUpload.self, .init(uploadId: id))
        #expect(file.size == Int64(video.bytes.count))
        await house.close()
    }

    @Test func `a verdict on bytes that were replaced refuses nothing`() async throws {
        let house = try await House()
        let (cafe, files) = (house.operatorOf(), house.instance.environment.files)
        let (honest, other) = (Video.of(chunks: 2), Video.of(chunks: 2, seed: 2))
        let id = try await cafe.send(honest)
        try await cafe.call(UploadChunk.self, other.part(0, of: id))
        let upload = try #require(
            try await files.store.read { try UploadRecord.one($0, "SELECT * FROM uploads") }
        )
        await #expect(throws: FileRefusal(.otherHash)) { try await files.look(at: upload) }
        try await cafe.call(UploadChunk.self, honest.part(0, of: id))
        try await files.refuse(upload, FileRefusal(.otherHash))
        _ = try await cafe.call(FinishUpload.self, .init(uploadId: id))
        await house.close()
    }

    @Test func `pictures that cost too much make the partner's next ones wait, and no others`()
        async throws
    {
        let program = FileManager.default.temporaryDirectory.path + "/\(UUID())"
        try "#!/bin/sh\nkill -9 $$\n".write(toFile: program, atomically: true, encoding: .utf8)
        chmod(program, 0o700)
        defer { unlink(program) }
        let house = try await House(values: ["files.thumbnail-program": .text(program)])
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        for seed in 1...4 as ClosedRange<UInt8> {
            let id = try await cafe.send(Picture.of(seed))
            let refused = try await cafe.refused(
                .fileRefused,
                FinishUpload.self,
                .init(uploadId: id)
            )
            #expect(refused.violations.map(\.rule) == [FileFault.tooCostly.rawValue])
        }
        let id = try await cafe.send(Picture.of(5))
        let wait = try await cafe.refused(.throttled, FinishUpload.self, .init(uploadId: id))
        #expect(wait.retryAfterMilliseconds == 30_000)
        // A video starts no program.
        _ = try await cafe.upload(Video.of(chunks: 1))
        let other = try await bakery.send(Picture.of(1), at: house.bakery)
        let question = UploadQuestion(uploadId: other)
        try await bakery.refused(.fileRefused, FinishUpload.self, question, at: house.bakery)
        house.clock.advance(by: .seconds(31))
        try await cafe.refused(.fileRefused, FinishUpload.self, .init(uploadId: id))
        await house.close()
    }
}

/// The smallest JPEG whose parts follow each other; each seed is another.
private enum Picture {
    static func of(_ seed: UInt8) -> Video {
        Video(
            bytes: [0xFF, 0xD8, 0xFF, 0xFE, 0, 3, seed, 0xFF, 0xC0, 0, 11, 8, 0, 9, 0, 9, 1, 1]
                + [0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0x3F, 0, 1, 2, 3, 0xFF, 0xD9],
            type: .jpeg
        )
    }
}
