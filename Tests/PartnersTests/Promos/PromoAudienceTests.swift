import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// Promos for segments.
struct PromoAudienceTests {
    @Test func `the audience of a broadcast to all is counted before the transaction`()
        async throws
    {
        let house = try await House(values: ["limits.read-time": .duration(.milliseconds(1))])
        let (cafe, mall) = (house.operatorOf(), house.mall)
        let channel = try await cafe.publish(cafe.newChannel())
        let promo = try await cafe.newPromo(on: [channel.id], .everybody)
        _ = try await house.instance.store.write { transaction in
            try transaction.database.run(
                """
                WITH RECURSIVE numbers (n) AS (
                    SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200000)
                INSERT INTO receivers (id, version, tenant, agrees)
                SELECT CAST(printf('%016d', n) AS BLOB), 1, ?, 1 FROM numbers
                """,
                [mall]
            )
        }
        // So many take longer than a read may here: it holds no writer up.
        try await cafe.refused(
            .readTooLong,
            SchedulePromo.self,
            .init(promoId: promo.id, version: promo.version)
        )
        await house.close()
    }

    private static let agreeing = SegmentRule.consents(.inAppMarketing)

    @Test func `followers see what is for their segment, as its rule was when it was scheduled`()
        async throws
    {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let ben = house.endUser(house.ben)
        let channel = try await cafe.publish(cafe.newChannel())
        for one in [ana, ben] { _ = try await one.follow(channel.id) }
        try await house.agree(house.ben)
        let segment = try await cafe.newSegment(Self.agreeing)
        let promo = try await cafe.schedule(cafe.newPromo(on: [channel.id], in: segment.id))
        let shown = try await cafe.schedule(cafe.newPromo(on: [channel.id]))
        try await house.instance.jobs.runDue()
        #expect(Set(try await ben.feed()) == [promo.id, shown.id])
        #expect(try await ana.feed() == [shown.id])
        let page = ListChannelPromos.Request(channelId: channel.id)
        #expect(try await ana.call(ListChannelPromos.self, page).items.map(\.promoId) == [shown.id])
        #expect(try await ben.call(ListChannelPromos.self, page).items.count == 2)
        try await ana.refused(.notFound, OpenPromo.self, .init(promoId: promo.id))
        _ = try await ben.call(OpenPromo.self, .init(promoId: promo.id))
        // Neither an edit nor the end of the segment changes what is live.
        let edit = EditSegment.Request(
            segmentId: segment.id,
            version: 1,
            name: "Others",
            rule: .not(Self.agreeing)
        )
        _ = try await cafe.call(EditSegment.self, edit)
        _ = try await cafe.call(ArchiveSegment.self, .init(segmentId: segment.id, version: 2))
        #expect(try await ana.feed() == [shown.id])
        #expect(try await ben.feed().count == 2)
        await house.close()
    }

    @Test func `a page goes on behind those that are for others`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        let segment = try await cafe.newSegment(Self.agreeing)
        var shown: [PromoID] = []
        for number in 0..<9 {
            let own = number.isMultiple(of: 3)
            let promo = try await cafe.newPromo(on: [channel.id], in: own ? nil : segment.id)
            if own {
                shown.append(try await cafe.schedule(promo).id)
            } else {
                _ = try await cafe.schedule(promo)
            }
            try await house.instance.jobs.runDue()
            house.pass(.seconds(1))
        }
        var (found, next): ([PromoID], PageCursor?) = ([], nil)
        repeat {
            let page = try await ana.call(ListFeed.self, .init(after: next, limit: 1))
            found += page.items.map(\.promoId)
            next = page.next
        } while next != nil
        #expect(found == shown.reversed())
        await house.close()
    }

    /// The service ends a read after a second.
    @Test func `many rules that select others end a page, and the next goes on`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        let segment = try await cafe.newSegment(.joined(SegmentSpan(beforeDays: 3333)))
        let first = try await cafe.schedule(cafe.newPromo(on: [channel.id]))
        try await house.instance.jobs.runDue()
        house.pass(.seconds(1))
        _ = try await cafe.schedule(cafe.newPromo(on: [channel.id], in: segment.id))
        try await house.instance.jobs.runDue()
        try await house.repeatLastPromo(1000)
        var (found, next, pages): ([PromoID], PageCursor?, Int) = ([], nil, 0)
        repeat {
            let page = try await ana.call(ListFeed.self, .init(after: next))
            found += page.items.map(\.promoId)
            (next, pages) = (page.next, pages + 1)
        } while next != nil
        #expect(found == [first.id] && pages == 6)
        await house.close()
    }

    @Test func `heavy rules end a page sooner`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        let others = SegmentRule.not(.follows(Array(repeating: channel.id, count: 100)))
        let rule = SegmentRule.all(
            Array(repeating: others, count: 5) + [.joined(SegmentSpan(beforeDays: 3333))]
        )
        let segment = try await cafe.newSegment(rule)
        _ = try await cafe.schedule(cafe.newPromo(on: [channel.id]))
        _ = try await cafe.schedule(cafe.newPromo(on: [channel.id], in: segment.id))
        try await house.instance.jobs.runDue()
        try await house.repeatLastPromo(20)
        var (next, pages): (PageCursor?, Int) = (nil, 0)
        repeat {
            let page = try await ana.call(ListFeed.self, .init(after: next))
            (next, pages) = (page.next, pages + 1)
        } while next != nil
        #expect(pages >= 10)
        await house.close()
    }

    @Test func `what was opened is opened again without a look at its segment`() async throws {
        let house = try await House()
        let (cafe, ben) = (house.operatorOf(), house.endUser(house.ben))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ben.follow(channel.id)
        try await house.agree(house.ben)
        let segment = try await cafe.newSegment(Self.agreeing)
        let promo = try await cafe.schedule(cafe.newPromo(on: [channel.id], in: segment.id))
        try await house.instance.jobs.runDue()
        _ = try await ben.call(OpenPromo.self, .init(promoId: promo.id))
        try await house.tell(
            EndUserChanged(
                id: house.ben,
                version: 3,
                code: house.code(of: house.ben),
                status: .active,
                consents: []
            ),
            personal: .init(name: "Ben"),
            of: house.mall
        )
        #expect(try await ben.feed() == [])
        _ = try await ben.call(OpenPromo.self, .init(promoId: promo.id))
        await house.close()
    }

    @Test func `a segment that can't be used is refused where it stands`() async throws {
        let house = try await House()
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        let channel = try await cafe.newChannel()
        let foreign = try await bakery.newSegment(Self.agreeing)
        let city = AttributeID(house.ids.uuid(at: house.clock.now))
        func tell(_ version: Int64, retiredAt: Instant? = nil) async throws {
            let event = AttributeChanged(
                id: city,
                version: version,
                name: "City",
                kind: .text,
                retiredAt: retiredAt
            )
            try await house.tell(event, of: house.mall)
        }
        try await tell(1)
        let rule = SegmentRule.not(.attribute(AttributeCondition(attributeId: city)))
        let (segment, other) = (
            try await cafe.newSegment(rule), try await cafe.newSegment(Self.agreeing, "Other")
        )
        let drafts = [
            try await cafe.newPromo(on: [channel.id], in: segment.id),
            try await cafe.newPromo(on: [channel.id], .everybody, in: other.id),
        ]
        let path = "terms.audience.segmentId"
        try await tell(2, retiredAt: house.clock.now)
        _ = try await cafe.call(ArchiveSegment.self, .init(segmentId: other.id, version: 1))
        for draft in drafts {
            let refused = try await cafe.refused(
                .invalid,
                SchedulePromo.self,
                .init(promoId: draft.id, version: draft.version)
            )
            #expect(refused.violations.map(\.path) == [path])
        }
        for id in [foreign.id, SegmentID(house.ids.uuid(at: house.clock.now))] {
            let audience = PromoAudience(
                reach: .followers,
                channels: [channel.id],
                segmentId: id
            )
            let terms = PromoTerms(title: "A", text: "B", audience: audience)
            let refused = try await cafe.refused(.invalid, CreatePromo.self, .init(terms: terms))
            #expect(refused.violations.map(\.path) == [path])
        }
        await house.close()
    }

    @Test func `a live promo whose attribute is retired is for nobody`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        let city = AttributeID(house.ids.uuid(at: house.clock.now))
        let rule = SegmentRule.not(.attribute(AttributeCondition(attributeId: city)))
        let event = AttributeChanged(id: city, version: 1, name: "City", kind: .text)
        try await house.tell(event, of: house.mall)
        let segment = try await cafe.newSegment(rule)
        let promo = try await cafe.schedule(cafe.newPromo(on: [channel.id], in: segment.id))
        try await house.instance.jobs.runDue()
        #expect(try await ana.feed() == [promo.id])
        let retired = AttributeChanged(
            id: city,
            version: 2,
            name: "City",
            kind: .text,
            retiredAt: house.clock.now
        )
        try await house.tell(retired, of: house.mall)
        #expect(try await ana.feed().isEmpty)
        await house.close()
    }

    @Test func `a broadcast to a segment tells its size in tens, and repeated is one`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let channel = try await cafe.publish(cafe.newChannel())
        for number in 0..<13 {
            try await house.tell(
                EndUserChanged(
                    id: EndUserID(house.ids.uuid(at: house.clock.now)),
                    version: 1,
                    code: "C\(number)",
                    status: .active,
                    consents: number == 12 ? [] : [.inAppMarketing]
                ),
                personal: .init(name: "Ana"),
                of: house.mall
            )
        }
        try await house.agree(house.ben)
        let segment = try await cafe.newSegment(.joined(SegmentSpan(withinDays: 1)))
        let draft = try await cafe.newPromo(on: [channel.id], .everybody, in: segment.id)
        let key = house.ids.uuid(at: house.clock.now)
        let asked = try await cafe.schedule(draft, key: key)
        #expect(try await cafe.schedule(draft, key: key) == asked, "done twice it is done once")
        let waiting = try await desk.call(ListPendingRequests.self, .init(desk: .others)).items
        // Those 13, moved by what hides each of them.
        let audience = try #require(waiting.first?.preview?.audience)
        #expect(waiting.count == 1 && [10, 20].contains(audience))
        let request = try #require(asked.requestId)
        // What was approved is what is shown, whatever becomes of the segment.
        let edit = EditSegment.Request(
            segmentId: segment.id,
            version: 1,
            name: "Nobody",
            rule: .joined(SegmentSpan(beforeDays: 3000))
        )
        _ = try await cafe.call(EditSegment.self, edit)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: request))
        try await house.instance.jobs.runDue()
        #expect(try await house.endUser(house.ben).feed() == [draft.id])
        // It is for those who agreed, within the segment, too.
        #expect(try await house.endUser(house.ana).feed().isEmpty)
        #expect(try await cafe.schedule(draft, key: key) == asked)
        #expect(try await cafe.seen(draft)?.status == .live)
        try await cafe.refused(
            .wrongState,
            SchedulePromo.self,
            .init(promoId: draft.id, version: 4)
        )
        await house.close()
    }
}

extension Somebody {
    fileprivate func newSegment(
        _ rule: SegmentRule,
        _ name: String = "Some"
    ) async throws -> Segment {
        try await call(CreateSegment.self, .init(name: name, rule: rule))
    }
}

extension House {
    /// Copies the promo that was made last, each copy with a rule of its own.
    func repeatLastPromo(_ count: Int64) async throws {
        try await instance.store.write { transaction in
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
                    INSERT INTO promos (id, tenant, partner, version, title, text, reach, channels,
                        segment, rule, status, started_at, created_at)
                    SELECT randomblob(16), tenant, partner, version, title, text, reach, channels,
                        segment, replace(rule, '3333', 1000 + n), status, started_at, created_at
                    FROM numbers, (SELECT * FROM promos WHERE seq = 2) AS promo
                    """,
                arguments: [count]
            )
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE numbers (n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
                    INSERT INTO promo_channels (channel, started_at, promo)
                    SELECT channel, started_at, n FROM numbers, promo_channels WHERE promo = 2
                    """,
                arguments: [count + 2]
            )
        }
    }
}
