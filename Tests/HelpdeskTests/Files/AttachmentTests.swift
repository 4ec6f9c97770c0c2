import Crypto
import FoundationEssentials
import GRDB
import OctopusCBOR
import OctopusFiles
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct AttachmentTests {
    @Test func `who sees the message reads its file, up to where they see`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let id = try await house.asked()
        let photo = try await ana.upload(.picture)
        #expect(photo.width == 1 && photo.height == 1)
        try await ana.attach(photo, in: id)
        // It waits for both; the one who takes it reads on.
        for agent in [ivo, eva] { try await agent.reads(photo) }
        _ = try await ivo.take(id)
        let video = try await ivo.upload(.video(1))
        for other in [eva, ana, ben] { try await other.readsNot(video) }
        try await ivo.attach(video, in: id)
        for reader in [ivo, ana] { try await reader.reads(video, .original) }
        for other in [eva, ben] {
            try await other.readsNot(video)
            try await other.readsNot(photo)
        }
        // What was written after somebody lost it is none of theirs.
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        _ = try await eva.take(id)
        let secret = try await eva.upload(.video(2))
        try await eva.attach(secret, in: id)
        try await ivo.readsNot(secret)
        try await ivo.reads(video)
        try await eva.reads(video)
        let message = try await ana.messages(of: id).first { $0.kind == .attachment }
        #expect(message?.file == photo)
    }

    @Test func `others get a picture without what the camera noted`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let ana = house.endUser(house.ana)
        let id = try await house.asked()
        let photo = try await ana.upload(.picture)
        try await ana.attach(photo, in: id)
        try await ana.reads(photo, .original)
        try await ivo.readsNot(photo, .original)
        let small = try await ivo.call(
            ReadAttachment.self,
            .init(fileId: photo.fileId, variant: .small)
        )
        #expect(small.mediaType == FileType.webp.mediaType)
    }

    @Test func `a message has its sender's own finished upload`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        let others = [
            try await ben.upload(.video(1)), try await eva.upload(.video(2)),
            try await ivo.upload(.video(3)),
        ]
        for file in others.map(\.fileId) + [FileID(UUID())] {
            try await ana.refused(.invalid, PostMessage.self, .file(file, in: id))
        }
        for file in others.prefix(2) {
            try await ivo.refused(.invalid, PostMessage.self, .file(file.fileId, in: id))
        }
        let unfinished = try await ana.send(.video(4))
        let asIfFinished = FileID(unfinished.uuid)
        try await ana.refused(.invalid, PostMessage.self, .file(asIfFinished, in: id))
        // The same bytes are each one's own.
        #expect(try await ana.upload(.video(1)).fileId != others[0].fileId)
        try await house.operatorOf(levels: [.chat: .full]).refused(
            .notAnOperator,
            BeginAttachment.self,
            Attachment.video(1).offer
        )
    }

    @Test func `what a tenant does not allow is not taken`() async throws {
        let house = try await House()
        let (desk, ana) = (house.desk(), house.endUser(house.ana))
        let terms = TenantChatTerms(attachmentTypes: [.png, .mp4], mostAttachmentBytes: 1000)
        let first = try await desk.call(
            EditTenantChatPolicy.self,
            .init(version: 0, terms: terms)
        )
        #expect(first.version == 1)
        #expect(try await desk.call(GetTenantChatPolicy.self, .init()).terms == terms)
        try await desk.refused(
            .stale,
            EditTenantChatPolicy.self,
            .init(version: 0, terms: terms)
        )
        let twice = TenantChatTerms(attachmentTypes: [.png, .png])
        try await desk.refused(
            .invalid,
            EditTenantChatPolicy.self,
            .init(version: 1, terms: twice)
        )
        _ = try await ana.upload(.picture)
        let large = Attachment.video(1)
        let tooLarge = try await ana.refused(.invalid, BeginAttachment.self, large.offer)
        #expect(tooLarge.violations.map(\.path) == ["size"])
        let webm = UploadOffer(size: 10, type: .webm, sha256: large.offer.sha256)
        let wrongKind = try await ana.refused(.invalid, BeginAttachment.self, webm)
        #expect(wrongKind.violations.map(\.path) == ["type"])
    }

    @Test func `a file goes with its message, and with its end user`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let ana = house.endUser(house.ana)
        let id = try await house.asked()
        let (one, two) = (try await ana.upload(.video(1)), try await ana.upload(.video(2)))
        let seq = try await ana.attach(one, in: id)
        try await ana.attach(two, in: id)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 2)
        try await ana.call(DeleteMessage.self, .init(conversationId: id, seq: seq))
        try await ivo.readsNot(one)
        try await ivo.reads(two)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 1)
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        try await house.runJobs()
        try await ivo.readsNot(two)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 0)
    }
}

/// A file of no worth that is what it is said to be.
struct Attachment {
    let bytes: [UInt8]
    let type: FileType

    /// One pixel.
    static let picture = Attachment(
        bytes: Array(
            Data(
                base64Encoded:
                    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
                    + "WjR9awAAAABJRU5ErkJggg=="
            ) ?? Data()
        ),
        type: .png
    )

    /// The smallest MP4 that is one, of two chunks.
    static func video(_ seed: UInt8) -> Attachment {
        func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
            withUnsafeBytes(of: UInt32(content.count + 8).bigEndian) { Array($0) } + name.utf8
                + content
        }
        let head =
            box("ftyp", Array("isom".utf8) + [0, 0, 2, 0] + "isommp41".utf8) + box("moov", [seed])
        return Attachment(
            bytes: head + box("mdat", [UInt8](repeating: seed, count: 300_000)),
            type: .mp4
        )
    }

    var offer: UploadOffer {
        UploadOffer(
            size: Int64(bytes.count),
            type: type,
            sha256: Bytes(Array(SHA256.hash(data: bytes)))
        )
    }

    func part(_ chunk: Int64, of upload: UploadID, size: Int64) -> UploadPart {
        let start = Int(chunk * size)
        let part = bytes[start..<min(start + Int(size), bytes.count)]
        return UploadPart(uploadId: upload, chunk: chunk, part: Bytes(Array(part)))
    }
}

extension PostMessage.Request {
    static func file(_ file: FileID, in id: ConversationID) -> PostMessage.Request {
        .init(conversationId: id, clientId: "\(file)", fileId: file)
    }
}

extension Somebody {
    /// All chunks, not finished.
    func send(_ file: Attachment) async throws -> UploadID {
        let begun = try await call(BeginAttachment.self, file.offer)
        let upload = try #require(begun.uploadId)
        for chunk in begun.missing.flatMap({ Array($0.first...$0.last) }) {
            try await call(
                SendAttachment.self,
                file.part(chunk, of: upload, size: begun.chunkBytes)
            )
        }
        let status = try await call(AttachmentStatus.self, .init(uploadId: upload))
        #expect(status.missing.isEmpty)
        return upload
    }

    func upload(_ file: Attachment) async throws -> StoredFile {
        try await call(FinishAttachment.self, .init(uploadId: send(file)))
    }

    @discardableResult
    func attach(_ file: StoredFile, in id: ConversationID) async throws -> Int64 {
        try await call(PostMessage.self, .file(file.fileId, in: id)).seq
    }

    func reads(_ file: StoredFile, _ variant: FileVariant? = nil) async throws {
        let variant = variant ?? (file.type.isPicture ? .small : .original)
        let part = try await call(
            ReadAttachment.self,
            .init(fileId: file.fileId, variant: variant)
        )
        #expect(part.part?.bytes.isEmpty == false)
    }

    func readsNot(_ file: StoredFile, _ variant: FileVariant? = nil) async throws {
        let variant = variant ?? (file.type.isPicture ? .small : .original)
        try await refused(
            .notFound,
            ReadAttachment.self,
            .init(fileId: file.fileId, variant: variant)
        )
    }
}

extension House {
    /// What the collector and the file beside the database do when their time has come.
    func dayPasses() async throws {
        clock.advance(by: .seconds(86_401))
        try await instance.jobs.wake("files.collect")
        try await runJobs()
        try await instance.environment.files.tidy()
    }

    func keptFiles() async throws -> Int64? {
        try await inspect { try Int64.one($0, "SELECT count(*) FROM files") }
    }

    /// A user of the tenant's own account, with every right.
    func desk(of tenant: TenantID? = nil) -> Somebody {
        Somebody(
            house: self,
            person: Person(
                subject: ids.uuid(at: clock.now),
                kind: .user,
                tenant: tenant ?? mall,
                partner: nil,
                session: SessionID(ids.uuid(at: clock.now)),
                levels: World.all
            )
        )
    }
}
