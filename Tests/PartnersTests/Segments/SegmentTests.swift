import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct SegmentTests {
    private static let agreeing = SegmentRule.consents(.inAppMarketing)

    private func agreeing(_ name: String = "Agreeing") -> CreateSegment.Request {
        .init(name: name, rule: Self.agreeing)
    }

    @Test func `a segment is made, edited at the version that was read, and archived`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let made = try await cafe.call(CreateSegment.self, agreeing("  Café  "))
        #expect(made.name == "Café" && made.version == 1 && made.status == .active)
        try await cafe.refused(.segmentNameTaken, CreateSegment.self, agreeing("CAFE"))
        // Another partner's names are its own.
        _ = try await house.operatorOf(house.bakery).call(CreateSegment.self, agreeing("Café"))
        let edit = EditSegment.Request(
            segmentId: made.id,
            version: 1,
            name: "New",
            rule: .joined(SegmentSpan(withinDays: 30))
        )
        let edited = try await cafe.call(EditSegment.self, edit)
        #expect(edited.rule == edit.rule && edited.version == 2)
        try await cafe.refused(.stale, EditSegment.self, edit)
        let archive = ArchiveSegment.Request(segmentId: made.id, version: 2)
        #expect(try await cafe.call(ArchiveSegment.self, archive).status == .archived)
        let late = ArchiveSegment.Request(segmentId: made.id, version: 3)
        try await cafe.refused(.wrongState, ArchiveSegment.self, late)
        try await cafe.refused(
            .wrongState,
            EditSegment.self,
            .init(segmentId: made.id, version: 3, name: "x", rule: edit.rule)
        )
        // Its name is free.
        _ = try await cafe.call(CreateSegment.self, agreeing("new"))
        let told = try await house.events(SegmentChanged.self).filter { $0.id == made.id }
        #expect(told.map(\.version) == [1, 2, 3])
        #expect(told.map(\.rule) == [Self.agreeing, edit.rule, edit.rule])
        #expect(told.last?.status == .archived)
        await house.close()
    }

    @Test func `lists are searched, filtered and paged, and have the partner's own alone`()
        async throws
    {
        let house = try await House()
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        for name in ["Größe", "Tea", "Green tea"] {
            _ = try await cafe.call(CreateSegment.self, agreeing(name))
        }
        let first = try await cafe.call(ListSegments.self, .init(limit: 2))
        #expect(first.items.map(\.name) == ["Green tea", "Tea"])
        let rest = try await cafe.call(ListSegments.self, .init(after: first.next, limit: 2))
        #expect(rest.items.map(\.name) == ["Größe"] && rest.next == nil)
        let found = try await cafe.call(ListSegments.self, .init(status: .active, search: "GROSSE"))
        #expect(found.items.map(\.name) == ["Größe"])
        #expect(try await bakery.call(ListSegments.self, .init()).items.isEmpty)
        let own = try #require(found.items.first)
        #expect(try await cafe.call(GetSegment.self, .init(segmentId: own.id)) == own)
        try await bakery.refused(.notFound, GetSegment.self, .init(segmentId: own.id))
        try await bakery.refused(
            .notFound,
            ArchiveSegment.self,
            .init(segmentId: own.id, version: 1)
        )
        await house.close()
    }

    @Test func `what a rule names is the partner's and the tenant's`() async throws {
        let house = try await House()
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        let (own, foreign) = (try await cafe.newChannel("A"), try await bakery.newChannel("B"))
        let city = try await house.attribute(.choice, choices: ["Split"])
        let theirs = try await house.attribute(.choice, choices: ["Split"], of: house.bank)
        let rule = SegmentRule.all([
            .follows([own.id, foreign.id]),
            .attribute(AttributeCondition(attributeId: city, choices: ["Split"])),
            .not(.attribute(AttributeCondition(attributeId: theirs))),
        ])
        let paths = [
            "rule.rules[0].channels[1]", "rule.rules[2].rule.attribute.attributeId",
        ]
        let create = CreateSegment.Request(name: "All", rule: rule)
        let refused = try await cafe.refused(.invalid, CreateSegment.self, create)
        #expect(refused.violations.map(\.path) == paths)
        let preview = PreviewSegment.Request(rule: rule)
        let unseen = try await cafe.refused(.invalid, PreviewSegment.self, preview)
        #expect(unseen.violations.map(\.path) == paths)
        await house.close()
    }

    @Test func `a partner has so many active segments`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        var last: Segment?
        for number in 1...SegmentLimits.segments {
            last = try await cafe.call(CreateSegment.self, agreeing("Number \(number)"))
        }
        try await cafe.refused(.tooManySegments, CreateSegment.self, agreeing())
        let one = try #require(last)
        _ = try await cafe.call(ArchiveSegment.self, .init(segmentId: one.id, version: 1))
        _ = try await cafe.call(CreateSegment.self, agreeing())
        await house.close()
    }

    @Test func `a retired attribute is told, and its segment selects nobody until it is edited`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let city = try await house.attribute(.choice, choices: ["Split"])
        let rule = SegmentRule.not(.attribute(AttributeCondition(attributeId: city)))
        let made = try await cafe.call(CreateSegment.self, .init(name: "Others", rule: rule))
        #expect(try await house.members(of: made.id) == [house.ana, house.ben])
        _ = try await house.attribute(.choice, id: city, version: 2, retiredAt: house.clock.now)
        let shown = try await cafe.call(GetSegment.self, .init(segmentId: made.id))
        #expect(shown.retiredAttributes == [city])
        #expect(try await house.members(of: made.id) == [])
        try await cafe.refused(.invalid, PreviewSegment.self, .init(rule: rule))
        _ = try await cafe.call(
            EditSegment.self,
            .init(segmentId: made.id, version: 1, name: "All", rule: .not(Self.agreeing))
        )
        #expect(try await house.members(of: made.id) == [house.ana, house.ben])
        await house.close()
    }

    @Test func `so many sizes of a partner are counted at a time, and another's are its own`()
        async throws
    {
        let house = try await House()
        let sizes = house.instance.environment.segmentSizes
        for _ in 0..<SegmentSizes.mostUnderWay {
            try sizes.begin(for: house.cafe, at: house.clock.now)
        }
        let preview = PreviewSegment.Request(rule: Self.agreeing)
        let cafe = house.operatorOf()
        try await cafe.refused(.overloaded, PreviewSegment.self, preview)
        let other = try await house.operatorOf(house.bakery).call(PreviewSegment.self, preview)
        #expect(other.endUsers == 0)
        sizes.end(for: house.cafe)
        // Each call gives its place back, also one that is refused.
        try await cafe.refused(.invalid, PreviewSegment.self, .init(rule: .all([])))
        #expect(try await cafe.call(PreviewSegment.self, preview).endUsers == 0)
        await house.close()
    }

    /// The sets differ by one person each, as of somebody who looks for one of them.
    @Test func `one person more or less seldom shows, and the same people are told the same`()
        async throws
    {
        let house = try await House()
        let noise = try await house.instance.store.read { try SizeNoise(in: $0) }
        #expect(noise.told(0, 0) == 0)
        var (told, differ) = ([Int64: Int](), 0)
        for sum in 0..<1_000 as Range<Int64> {
            let nine = noise.told(9, 7_919 * sum)
            told[nine, default: 0] += 1
            if noise.told(9, 7_919 * sum + 1) != nine { differ += 1 }
            #expect(noise.told(9, 7_919 * sum) == nine && noise.told(10, sum) == 10)
        }
        // A tenth of them, whichever nine they are.
        #expect(told.keys.sorted() == [0, 10] && (50...200).contains(told[0] ?? 0))
        #expect(differ > 50, "an offset says nothing of that of one person more")
        let other = try await House()
        let others = try await other.instance.store.read { try SizeNoise(in: $0) }
        #expect((0..<100).contains { others.told(5, $0) != noise.told(5, $0) }, "its own key")
        await house.close()
        await other.close()
    }

    @Test func `everybody has a number, and rules that select the same tell the same`() async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.publish(cafe.newChannel("A"))
        for number in 0..<15 {
            let id: EndUserID = EndUserID(house.ids.uuid(at: house.clock.now))
            try await house.tell(
                EndUserChanged(
                    id: id,
                    version: 1,
                    code: "C\(number)",
                    status: .active,
                    consents: [.inAppMarketing]
                ),
                personal: .init(name: "Ana"),
                of: house.mall
            )
            let choice = ChannelChoice(channelId: channel.id)
            _ = try await house.endUser(id).call(FollowChannel.self, choice)
        }
        let without = try await house.instance.store.read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM segment_people WHERE id > x'' AND noise = 0"
            )
        }
        #expect(without == 0)
        let rules: [SegmentRule] = [
            Self.agreeing, .any([Self.agreeing, Self.agreeing]), .follows([channel.id]),
            .all([Self.agreeing, .joined(SegmentSpan(withinDays: 1))]),
        ]
        var sizes: Set<Int64> = []
        for rule in rules {
            let told = try await cafe.call(PreviewSegment.self, .init(rule: rule))
            sizes.formUnion([told.endUsers, told.followers])
        }
        #expect(sizes.count == 1 && [10, 20].contains(sizes.first))
        await house.close()
    }

    @Test func `a partner asks for so many sizes in a day, and another for its own`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        func preview(_ days: Int64) -> PreviewSegment.Request {
            .init(rule: .joined(SegmentSpan(withinDays: days)))
        }
        for days in 1...201 as ClosedRange<Int64> {
            _ = try await cafe.call(PreviewSegment.self, preview(days))
        }
        try await cafe.refused(.throttled, PreviewSegment.self, preview(202))
        _ = try await cafe.call(PreviewSegment.self, preview(1))
        _ = try await house.operatorOf(house.bakery).call(PreviewSegment.self, preview(1))
        house.pass(.seconds(433))
        _ = try await cafe.call(PreviewSegment.self, preview(202))
        try await cafe.refused(.throttled, PreviewSegment.self, preview(203))
        await house.close()
    }

    @Test func `sizes are told in whole tens, for a minute the same, and say when`()
        async throws
    {
        let house = try await House()
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        let channel = try await cafe.publish(cafe.newChannel("A"))
        for number in 0..<21 {
            let id: EndUserID = EndUserID(house.ids.uuid(at: house.clock.now))
            try await house.tell(
                EndUserChanged(
                    id: id,
                    version: 1,
                    code: "C\(number)",
                    status: number == 20 ? .blocked : .active,
                    consents: [.inAppMarketing]
                ),
                personal: .init(name: "Ana"),
                of: house.mall
            )
            guard number < 10 else { continue }
            let choice = ChannelChoice(channelId: channel.id)
            _ = try await house.endUser(id).call(FollowChannel.self, choice)
        }
        let preview = PreviewSegment.Request(rule: Self.agreeing)
        let first = try await cafe.call(PreviewSegment.self, preview)
        #expect(first.endUsers == 20 && first.followers == 10)
        // Fewer than ten are none or ten.
        let few = PreviewSegment.Request(rule: .not(Self.agreeing))
        #expect(try await [0, 10].contains(cafe.call(PreviewSegment.self, few).endUsers))
        let other = try await bakery.call(PreviewSegment.self, preview)
        #expect(other.endUsers == 20 && other.followers == 0)
        house.pass(.seconds(30))
        #expect(try await cafe.call(PreviewSegment.self, preview) == first)
        house.pass(.seconds(31))
        let later = try await cafe.call(PreviewSegment.self, preview)
        #expect(later.countedAt == house.clock.now && later.endUsers == 20)
        await house.close()
    }
}

extension World<PartnersEnvironment> {
    fileprivate func attribute(
        _ kind: AttributeKind,
        choices: [String]? = nil,
        id: AttributeID? = nil,
        version: Int64 = 1,
        retiredAt: Instant? = nil,
        of tenant: TenantID? = nil
    ) async throws -> AttributeID {
        let id = id ?? AttributeID(ids.uuid(at: clock.now))
        let event = AttributeChanged(
            id: id,
            version: version,
            name: "City",
            kind: kind,
            choices: choices,
            retiredAt: retiredAt
        )
        try await tell(event, of: tenant ?? mall)
        return id
    }

    /// Whom a segment of the café selects now.
    fileprivate func members(of segment: SegmentID) async throws -> [EndUserID] {
        let (cafe, now) = (cafe, clock.now)
        return try await instance.store.read { database in
            try SegmentRecord.usable(segment, of: cafe, in: database)
                .audience(amongFollowers: false, at: now, in: database)
                .slice(after: nil, looking: 1_000, in: database).members
        }
    }
}
