import Crypto
import FoundationEssentials
import GRDB
import OctopusCBOR
import OctopusFiles
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// The files form in its first service: uploads, whose they are, how much there may be, what becomes of them.
struct UploadTests {
    @Test func `a file comes in chunks, in any order, and is read in any part`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let video = Video.of(chunks: 3)
        let begun = try await cafe.call(BeginUpload.self, video.offer)
        #expect(begun.missing == [ChunkRange(first: 0, last: 2)] && begun.chunkBytes == 262_144)
        let upload = try #require(begun.uploadId)
        try await cafe.call(UploadChunk.self, video.part(1, of: upload))
        try await cafe.refused(.uploadIncomplete, FinishUpload.self, .init(uploadId: upload))
        let again = try await cafe.call(BeginUpload.self, video.offer)
        #expect(again.uploadId == upload, "the same content goes on with what was begun")
        #expect(again.missing == [ChunkRange(first: 0, last: 0), ChunkRange(first: 2, last: 2)])
        for chunk in [2, 0, 0] as [Int64] {
            try await cafe.call(UploadChunk.self, video.part(chunk, of: upload))
        }
        let file = try await cafe.call(FinishUpload.self, .init(uploadId: upload))
        #expect(file.type == .mp4 && file.size == Int64(video.bytes.count))
        #expect(try await cafe.call(FinishUpload.self, .init(uploadId: upload)) == file)
        #expect(try await cafe.call(UploadStatus.self, .init(uploadId: upload)).file == file)
        #expect(try await cafe.call(BeginUpload.self, video.offer).file == file, "nothing to send")

        let part = try await cafe.call(
            ReadFile.self,
            .init(fileId: file.fileId, offset: 262_140, length: 9)
        )
        #expect(part.part?.bytes == Array(video.bytes[262_140..<262_149]))
        #expect(part.size == file.size && part.mediaType == "video/mp4")
        let known = try await cafe.call(
            ReadFile.self,
            .init(fileId: file.fileId, knownHash: part.hash)
        )
        #expect(known.part == nil && part.hash == video.offer.sha256)
        let behind = try await cafe.call(
            ReadFile.self,
            .init(fileId: file.fileId, offset: file.size)
        )
        #expect(behind.part?.bytes == [])
        await house.close()
    }

    @Test func `what is another's looks as if it did not exist`() async throws {
        let house = try await House()
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        let broker = house.operatorOf(house.broker, of: house.bank)
        let video = Video.of(chunks: 1)
        let file = try await cafe.upload(video)
        let half = try #require(
            try await cafe.call(BeginUpload.self, Video.of(chunks: 2).offer).uploadId
        )
        for (other, place) in [(bakery, house.bakery), (broker, house.broker)] {
            // Its hash neither gives it nor tells that it is there.
            let begun = try await other.call(BeginUpload.self, video.offer, at: place)
            #expect(begun.file == nil && begun.missing.count == 1)
            for id in [file.fileId, FileID(UUID())] {
                try await other.refused(.notFound, ReadFile.self, .init(fileId: id), at: place)
            }
            for id in [half, UploadID(UUID())] {
                let question = UploadQuestion(uploadId: id)
                try await other.refused(.notFound, UploadStatus.self, question, at: place)
                try await other.refused(.notFound, FinishUpload.self, question, at: place)
                let part = UploadPart(uploadId: id, chunk: 0, part: Bytes([1]))
                try await other.refused(.notFound, UploadChunk.self, part, at: place)
            }
        }
        // A colleague sees the file, and has no part in an upload that is not theirs.
        let colleague = house.operatorOf()
        #expect(try await colleague.call(BeginUpload.self, video.offer).file == file)
        try await colleague.refused(.notFound, UploadStatus.self, .init(uploadId: half))
        await house.close()
    }

    @Test func `bytes that are not what was announced are refused and removed`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let video = Video.of(chunks: 1)
        for (offer, fault) in [
            (video.offer(sha256: [UInt8](repeating: 1, count: 32)), FileFault.otherHash),
            (video.offer(type: .webm), .otherType),
        ] {
            let upload = try #require(try await cafe.call(BeginUpload.self, offer).uploadId)
            try await cafe.call(UploadChunk.self, video.part(0, of: upload))
            for _ in 0..<2 {
                let question = UploadQuestion(uploadId: upload)
                let refused = try await cafe.refused(.fileRefused, FinishUpload.self, question)
                #expect(refused.violations.map(\.rule) == [fault.rawValue])
                try await cafe.refused(.fileRefused, UploadStatus.self, question)
            }
        }
        try await cafe.refused(.invalid, BeginUpload.self, video.offer(sha256: [1]))
        try await cafe.refused(.invalid, BeginUpload.self, video.offer(type: .png, size: 33 << 20))
        // Channels and promos show no documents.
        let document = try await cafe.refused(
            .invalid,
            BeginUpload.self,
            video.offer(type: .pdf, size: 100)
        )
        #expect(document.violations.map(\.path) == ["type"])
        let upload = try #require(try await cafe.call(BeginUpload.self, video.offer).uploadId)
        for part in [
            video.part(1, of: upload), UploadPart(uploadId: upload, chunk: 0, part: Bytes([1])),
        ] {
            try await cafe.refused(.invalid, UploadChunk.self, part)
        }
        #expect(try await house.shelf("SELECT count(*) FROM chunks") == 0)
        #expect(try await house.shelf("SELECT sum(bytes) FROM usage WHERE unfinished = 1") != nil)
        await house.close()
    }

    @Test func `a partner has so many bytes and unfinished uploads, and no more`() async throws {
        let house = try await House(values: [
            "files.partner-space": .integer(1), "files.partner-uploads": .integer(2),
        ])
        let cafe = house.operatorOf()
        let file = try await cafe.upload(Video.of(chunks: 2))
        try await cafe.refused(.filesFull, BeginUpload.self, Video.of(chunks: 3).offer)
        _ = try await cafe.call(BeginUpload.self, Video.of(chunks: 1, seed: 2).offer)
        _ = try await cafe.call(BeginUpload.self, Video.of(chunks: 1, seed: 3).offer)
        try await cafe.refused(
            .tooManyUploads,
            BeginUpload.self,
            Video.of(chunks: 1, seed: 4).offer
        )
        // Others have their own.
        _ = try await house.operatorOf(house.bakery).call(
            BeginUpload.self,
            Video.of(chunks: 3).offer
        )
        // A day later what was not finished, and what nothing refers to, is gone and counts no more.
        house.clock.advance(by: .seconds(86_401))
        try await house.tidy()
        try await cafe.refused(.notFound, ReadFile.self, .init(fileId: file.fileId))
        #expect(try await house.shelf("SELECT sum(bytes) + sum(unfinished) FROM usage") == 0)
        #expect(try await house.shelf("SELECT count(*) FROM uploads") == 0)
        #expect(try await house.shelf("SELECT count(*) FROM chunks") == 0)
        _ = try await cafe.call(BeginUpload.self, Video.of(chunks: 3).offer)
        await house.close()
    }

    @Test func `a file lives as long as a record refers to it`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let file = try await cafe.upload(Video.of(chunks: 1))
        let (first, second) = (FileOwner(.sample, UUID()), FileOwner(.sample, UUID()))
        try await house.claim([file.fileId], for: first)
        try await house.claim([file.fileId], for: second)
        try await house.dayPasses()
        try await house.claim([], for: first)
        try await house.dayPasses()
        _ = try await cafe.call(ReadFile.self, .init(fileId: file.fileId))
        try await house.claim([], for: second)
        house.clock.advance(by: .seconds(80_000))
        try await house.tidy()
        // To upload it again puts its end off.
        #expect(try await cafe.call(BeginUpload.self, Video.of(chunks: 1).offer).file == file)
        house.clock.advance(by: .seconds(80_000))
        try await house.tidy()
        _ = try await cafe.call(ReadFile.self, .init(fileId: file.fileId))
        try await house.dayPasses()
        try await cafe.refused(.notFound, ReadFile.self, .init(fileId: file.fileId))
        await #expect(throws: Refusal(.notFound)) {
            try await house.claim([file.fileId], for: first)
        }
        await house.close()
    }

    @Test func `two finish the same content at once and have one file`() async throws {
        let house = try await House()
        let (ana, ben) = (house.operatorOf(), house.operatorOf())
        let video = Video.of(chunks: 2)
        let uploads = try await [ana.send(video), ben.send(video)]
        #expect(uploads[0] != uploads[1])
        async let one = ana.call(FinishUpload.self, .init(uploadId: uploads[0]))
        async let other = ben.call(FinishUpload.self, .init(uploadId: uploads[1]))
        async let again = ben.call(FinishUpload.self, .init(uploadId: uploads[1]))
        #expect(try await one == other)
        #expect(try await one == again)
        #expect(try await house.shelf("SELECT count(*) FROM chunks") == 2)
        await house.close()
    }
}

/// A video of no worth: the smallest MP4 that is one.
struct Video {
    let bytes: [UInt8]
    var type = FileType.mp4

    static func of(chunks: Int, seed: UInt8 = 1) -> Video {
        let size = chunks * 262_144 - 100
        func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
            withUnsafeBytes(of: UInt32(content.count + 8).bigEndian) { Array($0) } + name.utf8
                + content
        }
        let head =
            box("ftyp", Array("isom".utf8) + [0, 0, 2, 0] + "isommp41".utf8) + box("moov", [seed])
        return Video(
            bytes: head + box("mdat", [UInt8](repeating: seed, count: size - head.count - 8))
        )
    }

    var offer: UploadOffer { offer(sha256: Array(SHA256.hash(data: bytes))) }

    func offer(sha256: [UInt8]) -> UploadOffer {
        UploadOffer(size: Int64(bytes.count), type: type, sha256: Bytes(sha256))
    }

    func offer(type: FileType, size: Int64? = nil) -> UploadOffer {
        UploadOffer(size: size ?? Int64(bytes.count), type: type, sha256: offer.sha256)
    }

    func part(_ chunk: Int64, of upload: UploadID) -> UploadPart {
        let start = min(Int(chunk) * 262_144, bytes.count)
        let part = bytes[start..<min(start + 262_144, bytes.count)]
        return UploadPart(uploadId: upload, chunk: chunk, part: Bytes(Array(part)))
    }
}

extension Somebody {
    /// All chunks, not finished.
    func send(_ video: Video, at place: PartnerID? = nil) async throws -> UploadID {
        let begun = try await call(BeginUpload.self, video.offer, at: place)
        let upload = try #require(begun.uploadId)
        for range in begun.missing {
            for chunk in range.first...range.last {
                try await call(UploadChunk.self, video.part(chunk, of: upload), at: place)
            }
        }
        return upload
    }

    func upload(_ video: Video) async throws -> StoredFile {
        let upload = try await send(video)
        return try await call(FinishUpload.self, .init(uploadId: upload))
    }
}

extension FileOwner.Kind {
    static let sample = FileOwner.Kind("sample")
}

extension House {
    /// What the collector and the file beside the database do when their time has come.
    func tidy() async throws {
        try await runJob("files.collect")
        try await instance.environment.files.tidy()
    }

    func dayPasses() async throws {
        clock.advance(by: .seconds(86_401))
        try await tidy()
    }

    func claim(_ files: [FileID], for owner: FileOwner) async throws {
        let (instance, space) = (instance, FileSpace.partner(cafe, of: mall))
        try await ServiceInstance.transact(instance.store, instance.environment, instance.ids) {
            context in
            try context.claimFiles(files, for: owner, in: space, as: .video)
        }
    }

    /// A number of the file beside the database.
    func shelf(_ sql: String) async throws -> Int64? {
        var configuration = Configuration()
        configuration.readonly = true
        let path = "\(instance.environment.files.path)"
        return try await DatabaseQueue(path: path, configuration: configuration).read { database in
            try Int64.fetchOne(database, sql: sql)
        }
    }
}
