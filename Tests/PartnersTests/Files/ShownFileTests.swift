import FoundationEssentials
import GRDB
import OctopusFiles
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// What channels and promos show, who reads it, and how long it is kept.
struct ShownFileTests {
    @Test func `a promo's video is read by who sees the promo, while they see it`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let others = [house.endUser(house.ben), house.endUser(house.cleo, of: house.bank)]
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        let file = try await cafe.upload(Video.of(chunks: 1))
        let question = FileQuestion(fileId: file.fileId)
        let draft = try await cafe.newPromo(on: [channel.id], video: file.fileId)
        try await ana.refused(.notFound, ReadFile.self, question, at: house.cafe)
        _ = try await cafe.schedule(draft)
        try await house.instance.jobs.runDue()
        let item = try #require(try await ana.call(ListFeed.self, .init()).items.first)
        #expect(item.videoId == file.fileId && item.pictureIds == nil)
        #expect(try await ana.call(ReadFile.self, question, at: house.cafe).size == file.size)
        // Neither followers of nothing, nor another tenant's, nor the tenant, which was not asked.
        for other in others + [house.desk()] {
            try await other.refused(.notFound, ReadFile.self, question, at: house.cafe)
        }
        try await house.suspend(house.cafe)
        try await ana.refused(.notFound, ReadFile.self, question, at: house.cafe)
        try await house.reactivate(house.cafe)
        let live = try #require(try await cafe.seen(draft))
        #expect(live.terms.videoId == file.fileId)
        let ended = try await cafe.cancel(live)
        #expect(ended.terms.videoId == nil)
        try await ana.refused(.notFound, ReadFile.self, question, at: house.cafe)
        // Its partner has it for a day more.
        _ = try await cafe.call(ReadFile.self, question)
        try await house.dayPasses()
        try await cafe.refused(.notFound, ReadFile.self, question)
        await house.close()
    }

    @Test func `who approves a broadcast sees its video before anybody else`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let channel = try await cafe.publish(cafe.newChannel())
        try await house.agree(house.ben)
        let file = try await cafe.upload(Video.of(chunks: 1))
        let question = FileQuestion(fileId: file.fileId)
        let draft = try await cafe.newPromo(on: [channel.id], .everybody, video: file.fileId)
        try await desk.refused(.notFound, ReadFile.self, question, at: house.cafe)
        let request = try #require(try await cafe.schedule(draft).requestId)
        let waiting = try await desk.call(ListPendingRequests.self, .init(desk: .others)).items
        #expect(waiting.first?.preview?.videoId == file.fileId)
        #expect(try await desk.call(ReadFile.self, question, at: house.cafe).size == file.size)
        let ben = house.endUser(house.ben)
        try await ben.refused(.notFound, ReadFile.self, question, at: house.cafe)
        try await house.desk(of: house.bank)
            .refused(.notFound, ReadFile.self, question, at: house.cafe)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: request))
        try await house.instance.jobs.runDue()
        #expect(try await ben.call(ReadFile.self, question, at: house.cafe).size == file.size)
        await house.close()
    }

    @Test func `pictures live as long as a channel or a promo shows them`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let files = try await house.pictures(3)
        let channel = try await cafe.publish(
            cafe.call(
                CreateChannel.self,
                .init(terms: ChannelTerms(name: "Café", pictureId: files[0]))
            )
        )
        let promo = try await cafe.newPromo(on: [channel.id], pictures: [files[1], files[2]])
        try await house.dayPasses()
        #expect(try await house.kept() == 3)
        let page = ChannelTerms(name: "Café", pictureId: files[1])
        let edited = try await cafe.call(
            EditChannel.self,
            .init(channelId: channel.id, version: channel.version, terms: page)
        )
        #expect(edited.terms.pictureId == files[1])
        try await house.dayPasses()
        #expect(try await house.kept() == 2, "the channel's first one is gone")
        _ = try await cafe.cancel(promo)
        try await house.dayPasses()
        #expect(try await house.kept() == 1, "the channel has the promo's first one, too")
        let archived = try await cafe.call(
            ArchiveChannel.self,
            .init(channelId: channel.id, version: edited.version)
        )
        #expect(archived.terms.pictureId == nil)
        try await house.dayPasses()
        #expect(try await house.kept() == 0)
        await house.close()
    }

    @Test func `all that is wrong with files is told at once`() async throws {
        let house = try await House()
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        let channel = try await cafe.newChannel()
        let (files, video) = (
            try await house.pictures(1), try await cafe.upload(Video.of(chunks: 1))
        )
        func refused(_ terms: PromoTerms) async throws -> [String] {
            try await cafe.refused(.invalid, CreatePromo.self, .init(terms: terms))
                .violations.map { "\($0.path) \($0.rule)" }
        }
        func terms(_ pictures: [FileID], link: String? = nil, video: FileID?) -> PromoTerms {
            PromoTerms(
                title: "A",
                text: "B",
                videoLink: link,
                pictureIds: pictures,
                videoId: video,
                audience: PromoAudience(reach: .followers, channels: [channel.id])
            )
        }
        let unknown = FileID(UUID())
        let wrong = terms(
            [files[0], video.fileId, unknown, files[0]],
            link: "https://video.example/1",
            video: files[0]
        )
        #expect(
            try await refused(wrong) == [
                "terms.pictureIds[1] form", "terms.pictureIds[2] known",
                "terms.pictureIds[3] once", "terms.videoId form", "terms.videoId once",
            ]
        )
        let many = terms((0..<11).map { _ in FileID(UUID()) }, video: nil)
        #expect(try await refused(many) == ["terms.pictureIds count"])
        // Another partner's file is none.
        let strange = try await bakery.refused(
            .invalid,
            CreateChannel.self,
            .init(terms: ChannelTerms(name: "Bread", pictureId: files[0])),
            at: house.bakery
        )
        #expect(strange.violations.map(\.path) == ["terms.pictureId"])
        await house.close()
    }
}

extension House {
    /// Pictures of the café as the database knows them.
    fileprivate func pictures(_ count: Int) async throws -> [FileID] {
        let (cafe, mall, now) = (cafe, mall, clock.now)
        let ids = (0..<count).map { _ in FileID(UUID()) }
        try await instance.store.write { transaction in
            for id in ids {
                try transaction.database.run(
                    """
                    INSERT INTO files
                        (id, space, tenant, partner, sha256, size, type, kept_at, unclaimed_since)
                    VALUES (?, ?, ?, ?, randomblob(32), 9, 'png', ?, ?)
                    """,
                    [id, cafe, mall, cafe, now, now]
                )
            }
        }
        return ids
    }

    fileprivate func kept() async throws -> Int64? {
        try await inspect { try Int64.one($0, "SELECT count(*) FROM files") }
    }
}
