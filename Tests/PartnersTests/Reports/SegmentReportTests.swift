import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct SegmentReportTests {
    private typealias Query = ReadPartnersReport.Request

    private func query(
        _ measures: [PartnersMeasure],
        of segment: SegmentID?,
        from: String = "2026-03-01",
        until: String = "2026-03-04",
        step: ReportStep? = nil,
        things: [ReportedID]? = nil,
        byThing: Bool? = nil,
        compare: Bool? = nil
    ) -> Query {
        Query(
            measures: measures,
            from: from,
            until: until,
            step: step,
            things: things,
            byThing: byThing,
            compare: compare,
            segmentId: segment
        )
    }

    /// Ten and twenty are told exactly.
    @Test func `of a segment each person counts once, in each step, thing and channel`()
        async throws
    {
        let crowd = try await Crowd(agreeing: 20, others: 7)
        let (cafe, one, two) = (crowd.cafe, crowd.channels[0], crowd.channels[1])
        let both = try await crowd.promo(on: [one, two])
        let first = try await crowd.promo(on: [one])
        try await crowd.open(both, crowd.agreeing + crowd.others)
        try await crowd.click(both, crowd.agreeing.prefix(10))
        crowd.house.pass(.seconds(86_400))
        try await crowd.open(first, crowd.agreeing.prefix(10) + crowd.others)
        let segment = crowd.segment.id
        func told(_ query: Query) async throws -> Report<PartnersMeasure> {
            try await cafe.call(ReadPartnersReport.self, query)
        }
        let days = try await told(
            query([.promoOpens, .promoClicks, .channelPromoOpens], of: segment, step: .day)
        )
        #expect(days.rows.map(\.values) == [[20, 10, 20], [10, 0, 10], [0, 0, 0]])
        #expect(days.totals.map(\.value) == [20, 10, 20], "not the sum: ten opened both")
        let apart = try await told(query([.promoOpens], of: segment, byThing: true))
        #expect(apart.totals.map(\.value) == [20, 10])
        #expect(apart.totals.map(\.thingId) == [both, first].map { ReportedID($0.id.uuid) })
        let channels = try await told(
            query([.followers, .channelPromoOpens], of: segment, byThing: true, compare: true)
        )
        #expect(channels.totals.map(\.value) == [20, 20, 20, 20])
        #expect(channels.totals.map(\.before) == [nil, nil, 0, 0])
        let second = try await told(
            query([.channelPromoOpens], of: segment, things: [ReportedID(two.uuid)])
        )
        #expect(second.totals.map(\.value) == [20])
        let whole = try await told(query([.promoOpens], of: nil))
        #expect(whole.totals.map(\.value) == [44], "of all people, opens")
        await crowd.house.close()
    }

    @Test
    func `a number is that of a plain count within the noise, and the same for the same people`()
        async throws
    {
        let crowd = try await Crowd(agreeing: 33, others: 14)
        let promos = [
            try await crowd.promo(on: crowd.channels), try await crowd.promo(on: crowd.channels),
        ]
        let begin = crowd.house.clock.now.milliseconds
        for (number, promo) in promos.enumerated() {
            for (place, person) in (crowd.agreeing + crowd.others).enumerated()
            where (place + number) % 3 != 0 {
                let hours = Int64((place * 37 + number * 11) % 60)
                try await crowd.note(person, opened: promo, at: begin + hours * 3_600_000)
            }
        }
        crowd.house.pass(.seconds(4 * 86_400))
        // Opens that were noted past the methods are in no rollup, which tells the things.
        let named = query(
            [.promoOpens, .promoClicks],
            of: crowd.segment.id,
            until: "2026-03-06",
            step: .day,
            things: promos.map { ReportedID($0.id.uuid) },
            byThing: true
        )
        let report = try await crowd.cafe.call(ReadPartnersReport.self, named)
        #expect(report.rows.count == 10)
        var some = 0
        for row in report.rows {
            let count = try await crowd.count(
                row,
                until: row.beginsAt.adding(milliseconds: 86_400_000)
            )
            let told = row.values[0]
            #expect(told % 10 == 0 && abs(told - count) < 10, "\(row.begins): \(told), \(count)")
            some += told > 0 ? 1 : 0
        }
        #expect(some > 0)
        let same = try await crowd.cafe.call(
            CreateSegment.self,
            .init(name: "Same", rule: .any([Crowd.agreeing, Crowd.agreeing]))
        )
        func followers(_ segment: SegmentID) async throws -> Int64? {
            let query = query([.followers], of: segment, until: "2026-03-06")
            return try await crowd.cafe.call(ReadPartnersReport.self, query).totals.first?.value
        }
        let preview = try await crowd.cafe.call(
            PreviewSegment.self,
            .init(rule: Crowd.agreeing)
        )
        #expect(try await followers(crowd.segment.id) == preview.followers)
        #expect(try await followers(same.id) == preview.followers)
        #expect([30, 40].contains(preview.followers))
        await crowd.house.close()
    }

    @Test func `what can't be told of a segment is refused, and says what can`() async throws {
        let crowd = try await Crowd(agreeing: 1, others: 0)
        let (cafe, segment) = (crowd.cafe, crowd.segment)
        let gained = try await cafe.refused(
            .invalid,
            ReadPartnersReport.self,
            query([.promoOpens, .followersGained, .followersLost], of: segment.id)
        )
        #expect(gained.violations.map(\.path) == ["measures[1]", "measures[2]"])
        #expect(gained.violations.map(\.rule) == ["together", "together"])
        #expect(gained.violations[0].message.contains("followers, promoOpens, promoClicks"))
        for (asked, path) in [
            (query([.followers], of: segment.id, step: .day), "step"),
            (query([.followers], of: segment.id, from: "2026-02-01", until: "2026-02-02"), "until"),
            (query([.promoOpens], of: segment.id, until: "2026-03-20", step: .hour), "step"),
        ] {
            let refusal = try await cafe.refused(.invalid, ReadPartnersReport.self, asked)
            #expect(refusal.violations.map(\.path) == [path])
        }
        let fine = query([.followers], of: segment.id)
        let bakery = crowd.house.operatorOf(crowd.house.bakery)
        try await bakery.refused(.notFound, ReadPartnersReport.self, fine)
        try await bakery.refused(.notFound, ExportPartnersReport.self, fine)
        try await crowd.house.operatorOf(levels: [.segmentation: .full])
            .refused(.denied, ReadPartnersReport.self, fine)
        _ = try await cafe.call(ExportPartnersReport.self, fine)
        _ = try await cafe.call(
            ArchiveSegment.self,
            .init(segmentId: segment.id, version: segment.version)
        )
        try await cafe.refused(.wrongState, ReadPartnersReport.self, fine)
        try await cafe.refused(.wrongState, ExportPartnersReport.self, fine)
        await crowd.house.close()
    }

    @Test func `each number is one of the day's sizes, and asked again it costs nothing`()
        async throws
    {
        let crowd = try await Crowd(agreeing: 1, others: 0)
        let cafe = crowd.cafe
        // 48 hours and the whole, of two measures.
        let large = query(
            [.promoOpens, .promoClicks],
            of: crowd.segment.id,
            until: "2026-03-03",
            step: .hour
        )
        for _ in 0..<3 { _ = try await cafe.call(ReadPartnersReport.self, large) }
        _ = try await cafe.call(ExportPartnersReport.self, large)
        // 98 were told. As many again and those of a day before are 100.
        let larger = query(
            large.measures,
            of: large.segmentId,
            until: large.until,
            step: .hour,
            compare: true
        )
        _ = try await cafe.call(ReadPartnersReport.self, larger)
        func sizes(_ days: Int64) -> PreviewSegment.Request {
            .init(rule: .joined(SegmentSpan(withinDays: days)))
        }
        for days in 1...3 as ClosedRange<Int64> {
            _ = try await cafe.call(PreviewSegment.self, sizes(days))
        }
        try await cafe.refused(.throttled, PreviewSegment.self, sizes(4))
        let opens = query([.promoOpens], of: crowd.segment.id)
        for method in 1...2 {
            let refusal =
                method == 1
                ? try await cafe.refused(.throttled, ReadPartnersReport.self, opens)
                : try await cafe.refused(.throttled, ExportPartnersReport.self, opens)
            #expect(refusal.retryAfterMilliseconds == 432_000)
        }
        // What was told is told again, and what tells of nobody apart is free.
        _ = try await cafe.call(ReadPartnersReport.self, larger)
        _ = try await cafe.call(ReadPartnersReport.self, query([.promoOpens], of: nil))
        crowd.house.pass(.seconds(433))
        _ = try await cafe.call(ReadPartnersReport.self, opens)
        let refusal = try await cafe.refused(.throttled, ReadPartnersReport.self, larger)
        #expect(refusal.retryAfterMilliseconds == 43_200_000)
        await crowd.house.close()
    }
}

/// A café with two channels, which end users follow; some agree to promotions.
private struct Crowd {
    static let agreeing = SegmentRule.consents(.inAppMarketing)

    let house: House
    let cafe: Somebody
    let channels: [ChannelID]
    let segment: Segment
    private(set) var agreeing: [EndUserID] = []
    private(set) var others: [EndUserID] = []

    init(agreeing: Int, others: Int) async throws {
        house = try await House()
        cafe = house.operatorOf()
        var channels: [ChannelID] = []
        for name in ["One", "Two"] {
            channels.append(try await cafe.publish(cafe.newChannel(name)).id)
        }
        self.channels = channels
        segment = try await cafe.call(
            CreateSegment.self,
            .init(name: "Agreeing", rule: Self.agreeing)
        )
        for number in 0..<agreeing + others {
            let id = EndUserID(house.ids.uuid(at: house.clock.now))
            try await house.tell(
                EndUserChanged(
                    id: id,
                    version: 1,
                    code: "C\(number)",
                    status: .active,
                    consents: number < agreeing ? [.inAppMarketing] : []
                ),
                personal: .init(name: "Ana"),
                of: house.mall
            )
            for channel in channels { _ = try await house.endUser(id).follow(channel) }
            if number < agreeing { self.agreeing.append(id) } else { self.others.append(id) }
        }
    }

    func promo(on channels: [ChannelID]) async throws -> Promo {
        let promo = try await cafe.schedule(cafe.newPromo(on: channels))
        try await house.instance.jobs.runDue()
        return promo
    }

    func open(_ promo: Promo, _ people: some Sequence<EndUserID>) async throws {
        for person in people {
            _ = try await house.endUser(person).call(OpenPromo.self, .init(promoId: promo.id))
        }
    }

    func click(_ promo: Promo, _ people: some Sequence<EndUserID>) async throws {
        for person in people {
            _ = try await house.endUser(person).call(ClickPromo.self, .init(promoId: promo.id))
        }
    }

    func note(_ person: EndUserID, opened promo: Promo, at: Int64) async throws {
        _ = try await house.instance.store.write { transaction in
            try transaction.database.run(
                """
                INSERT INTO promo_readers (promo, end_user, opened_at)
                SELECT seq, ?, ? FROM promos WHERE id = ?
                """,
                [person, at, promo.id]
            )
        }
    }

    /// How many who agree opened a row's promo in its time.
    func count(_ row: ReportRow, until: Instant) async throws -> Int64 {
        let (promo, agreeing) = (try #require(row.thingId), Set(agreeing))
        return try await house.instance.store.read { database in
            let found = try EndUserID.fetchAll(
                database,
                sql: """
                    SELECT end_user FROM promo_readers
                    WHERE promo = (SELECT seq FROM promos WHERE id = ?)
                    AND opened_at >= ? AND opened_at < ?
                    """,
                arguments: [promo, row.beginsAt, until]
            )
            return Int64(found.filter(agreeing.contains).count)
        }
    }
}
