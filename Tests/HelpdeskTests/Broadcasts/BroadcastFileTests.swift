import FoundationEssentials
import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

/// The picture or video of a message to many: who reads it, and how long it is kept.
struct BroadcastFileTests {
    @Test func `whom it came to reads it, and the operator who has their chat, and nobody else`()
        async throws
    {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let channel = try await house.channel()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let id = try await house.asked(in: channel)
        _ = try await ivo.take(id)
        try await house.crowd(3, following: [channel])
        let sender = house.sender
        let picture = try await sender.upload(.picture)
        let draft = try await sender.send(.to(channel, file: picture))
        let chats = [ivo, eva].map(\.withChatAlone)
        for other in chats + [ana, ben] { try await other.readsNot(picture) }
        try await house.runJobs()
        for reader in [ana, chats[0], house.sender] {
            try await reader.reads(picture)
            try await reader.readsNot(picture, .original)
        }
        try await sender.reads(picture, .original)
        for other in [
            chats[1], ben, house.operatorOf(levels: [.chat: .full, .promos: .full]),
            house.operatorOf(house.bakery), house.desk(), house.desk(of: house.bank),
        ] {
            try await other.isKeptFrom(picture)
        }
        for reader in [ana, ivo] {
            let message = try #require(try await reader.messages(of: id).last)
            #expect(message.kind == .attachment && message.file == picture)
            #expect(message.text == "Pumpkin soup is back." && message.broadcastId == draft)
        }
        #expect(try await sender.broadcast(draft).file == picture)
        #expect(try await house.claims() == 1, "one, for all four")
    }

    @Test func `an operator reads it up to where they see, and nobody where it was deleted`()
        async throws
    {
        let house = try await House()
        let boss = try await house.agent(.administrator).withChatAlone
        let (ivo, eva) = (
            try await house.agent().withChatAlone, try await house.agent(named: "Eva").withChatAlone
        )
        let ana = house.endUser(house.ana)
        let channel = try await house.channel()
        let id = try await house.asked(in: channel)
        _ = try await ivo.take(id)
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        _ = try await eva.take(id)
        let sender = house.sender
        let video = try await sender.upload(.video(1))
        _ = try await sender.send(.to(channel, file: video))
        try await house.runJobs()
        for reader in [ana, eva, boss] { try await reader.reads(video, .original) }
        try await ivo.readsNot(video)
        // What waits is everybody's, with all that was said.
        try await eva.call(ReleaseConversation.self, .init(conversationId: id))
        try await ivo.reads(video)
        let seq = try #require(try await ana.messages(of: id).last { $0.file != nil }?.seq)
        try await boss.call(DeleteMessage.self, .init(conversationId: id, seq: seq))
        for other in [ana, ivo, eva, boss] { try await other.readsNot(video) }
        #expect(try await ana.messages(of: id).allSatisfy { $0.file == nil })
        try await sender.reads(video)
    }

    @Test func `a file that is not there, not theirs or not allowed is refused by its field`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        let sender = house.sender
        let unfinished = try await sender.send(Attachment.video(1))
        let others = [
            try await house.operatorOf(house.bakery).upload(.video(2)).fileId,
            try await house.operatorOf().upload(.video(3)).fileId,
            try await house.endUser(house.ana).upload(.video(4)).fileId,
            FileID(unfinished.uuid), FileID(UUID()),
        ]
        for file in others {
            let broken = try await sender.broken(.to(channel, fileId: file))
            #expect(broken == ["terms.fileId known"])
        }
        let video = try await sender.upload(.video(5))
        let twice = BroadcastTerms.to(channel, file: video, videoLink: "https://video.example/1")
        #expect(try await sender.broken(twice) == ["terms.fileId once"])
        let draft = try await sender.call(
            CreateBroadcast.self,
            .init(terms: .to(channel, file: video))
        )
        for terms in [
            TenantChatTerms(attachmentTypes: [.png]), TenantChatTerms(mostAttachmentBytes: 1000),
        ] {
            try await house.decree(terms)
            #expect(try await sender.broken(.to(channel, file: video)) == ["terms.fileId form"])
            let refused = try await sender.refused(
                .invalid,
                ScheduleBroadcast.self,
                .init(broadcastId: draft.broadcastId, version: draft.version)
            )
            #expect(refused.violations.map(\.path) == ["terms.fileId"])
            try await sender.refused(.invalid, BeginAttachment.self, Attachment.video(6).offer)
        }
    }

    @Test func `it lives while the message has it, over restarts, and goes when it is replaced`()
        async throws
    {
        var house = try await House()
        let channel = try await house.channel()
        try await house.follow(channel, by: house.ana)
        _ = try await house.sender.upload(.video(1))
        let ivo = house.sender
        let one = try await ivo.upload(.video(2))
        let draft = try await ivo.call(CreateBroadcast.self, .init(terms: .to(channel, file: one)))
        house = try await House(restarting: house)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 1, "nothing has the other one")
        // A colleague edits what it says, and its picture stays, which is none of theirs.
        let eva = house.sender
        try await eva.reads(one)
        let edited = try await eva.call(
            EditBroadcast.self,
            .init(broadcastId: draft.broadcastId, version: 1, terms: .to(channel, file: one))
        )
        let two = try await eva.upload(.video(3))
        let replaced = try await eva.call(
            EditBroadcast.self,
            .init(
                broadcastId: draft.broadcastId,
                version: edited.version,
                terms: .to(channel, file: two)
            )
        )
        try await eva.readsNot(one)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 1)
        house = try await House(restarting: house)
        try await house.sender.call(
            ScheduleBroadcast.self,
            .init(broadcastId: draft.broadcastId, version: replaced.version)
        )
        try await house.runJobs()
        try await house.dayPasses()
        try await house.endUser(house.ana).reads(two)
    }

    @Test func `cancelled before it came to anybody it loses its file, and afterwards it does not`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        let people = try await house.crowd(450, following: [channel])
        let sender = house.sender
        let file = try await sender.upload(.video(1))
        let begun = try await sender.send(.to(channel, file: file))
        while try await sender.broadcast(begun).sent == 0 { try await house.slice() }
        let other = try await sender.upload(.video(2))
        let later = house.clock.now.adding(.milliseconds(3_600_000))
        let waiting = try await sender.send(.to(channel, file: other, startsAt: later))
        for id in [begun, waiting] {
            try await sender.call(CancelBroadcast.self, .init(broadcastId: id))
        }
        let cancelled = try await sender.broadcast(waiting)
        try await house.runJobs()
        let cleared = try await sender.broadcast(waiting)
        #expect(cleared.terms.fileId == nil && cleared.version > cancelled.version)
        #expect(try await sender.broadcast(begun).terms.fileId == file.fileId)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 1)
        let first = try #require(try await house.receivers(of: begun).first)
        try await house.endUser(first).reads(file)
        let last = try #require(people.max())
        try await house.endUser(last).readsNot(file)
    }

    @Test func `the tenant sees what it approves, and nothing else can come of it`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        let agreeing = try await house.crowd(20, agreeing: true)
        let (sender, desk) = (house.sender, house.desk())
        let (picture, video) = (
            try await sender.upload(.picture), try await sender.upload(.video(1))
        )
        let own = try await sender.send(.to(channel, file: picture))
        let draft = try await sender.call(
            CreateBroadcast.self,
            .init(terms: .to(channel, reach: .everybody, file: video))
        )
        for file in [picture, video] { try await desk.readsNot(file) }
        let asked = try await sender.call(
            ScheduleBroadcast.self,
            .init(broadcastId: draft.broadcastId, version: draft.version)
        )
        let preview = try #require(
            try await house.events(BroadcastApprovalAsked.self).last?.preview
        )
        #expect(preview.videoId == video.fileId && preview.pictureIds == nil)
        try await desk.reads(video)
        try await desk.readsNot(picture)
        try await house.desk(of: house.bank).isKeptFrom(video)
        let other = BroadcastTerms.to(channel, reach: .everybody, file: picture)
        try await sender.refused(
            .wrongState,
            EditBroadcast.self,
            .init(broadcastId: asked.broadcastId, version: asked.version, terms: other)
        )
        try await house.decide(try #require(asked.requestId), .approved)
        try await house.runJobs()
        for id in agreeing { try await house.endUser(id).reads(video) }
        #expect(try await sender.broadcast(asked.broadcastId).file == video)
        #expect(try await sender.broadcast(own).status == .sent)
        _ = try await sender.send(other)
        let last = try await house.events(BroadcastApprovalAsked.self).last?.preview
        #expect(last?.pictureIds == [picture.fileId] && last?.videoId == nil)
    }

    @Test(arguments: [TenantChatTerms(keepsFilesDays: 7), TenantChatTerms(keepsChatsDays: 7)])
    func `what a tenant keeps no longer goes once the last one has had it so long`(
        _ terms: TenantChatTerms
    ) async throws {
        let house = try await House()
        let channel = try await house.channel()
        let id = try await house.asked(in: channel)
        let (sender, ana) = (house.sender, house.endUser(house.ana))
        let file = try await sender.upload(.video(1))
        let sent = try await sender.send(.to(channel, file: file))
        try await house.runJobs()
        let other = try await sender.upload(.video(2))
        _ = try await sender.call(CreateBroadcast.self, .init(terms: .to(channel, file: other)))
        try await house.decree(terms)
        house.pass(.seconds(6 * 86_400))
        try await house.runJobs()
        try await ana.reads(file)
        house.pass(.seconds(2 * 86_400))
        try await house.runJobs()
        try await ana.readsNot(file)
        let message = try #require(try await ana.messages(of: id).last)
        #expect(message.kind == .attachment && message.file == nil && message.text != nil)
        #expect(try await sender.broadcast(sent).terms.fileId == nil)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 1, "the draft has its own")
    }
}

extension BroadcastTerms {
    fileprivate static func to(_ channel: ChannelID, fileId: FileID) -> BroadcastTerms {
        .to(channel, file: StoredFile(fileId: fileId, type: .png, size: 1, width: 1, height: 1))
    }
}

extension Somebody {
    /// The same person without a part in messages to many.
    fileprivate var withChatAlone: Somebody {
        Somebody(
            house: house,
            person: Person(
                subject: person.subject,
                kind: person.kind,
                tenant: person.tenant,
                partner: person.partner,
                session: person.session,
                levels: [.chat: .full],
                chatOperator: person.chatOperator
            )
        )
    }

    /// What is wrong with the terms of a broadcast.
    fileprivate func broken(_ terms: BroadcastTerms) async throws -> [String] {
        try await refused(.invalid, CreateBroadcast.self, .init(terms: terms))
            .violations.map { "\($0.path) \($0.rule)" }
    }

    /// Whatever they are told instead of the file, at the café.
    fileprivate func isKeptFrom(_ file: StoredFile) async throws {
        let variant = file.type.isPicture ? FileVariant.small : .original
        await #expect(throws: CallRefused.self) {
            try await call(
                ReadAttachment.self,
                .init(fileId: file.fileId, variant: variant),
                at: house.cafe
            )
        }
    }
}

extension House {
    fileprivate func claims() async throws -> Int64? {
        try await inspect { try Int64.one($0, "SELECT count(*) FROM file_claims") }
    }

    /// The tenant decides what is sent, and how long it is kept.
    fileprivate func decree(_ terms: TenantChatTerms) async throws {
        let before = try await desk().call(GetTenantChatPolicy.self, .init()).version
        try await desk().call(EditTenantChatPolicy.self, .init(version: before, terms: terms))
    }
}
