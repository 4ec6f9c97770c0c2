import OctopusContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusSegments

/// The database and a value give the same answer to every rule.
struct AgreementTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `random rules select the same random people in the database and as values`(
        seed: UInt64
    ) async throws {
        let world = try await SampleWorld.sample(seed: seed)
        var numbers = SeededNumbers(seed: seed)
        let schema = try await Schema(in: world)
        var people: [SegmentPerson] = []
        for _ in 0..<120 {
            let days = Int64.random(in: 0...60, using: &numbers)
            let joined = world.clock.now.adding(milliseconds: -days * 43_200_000)
            let id = EndUserID(world.ids.uuid(at: joined))
            let person = schema.person(id, &numbers)
            let status: EndUserStatus =
                [.active, .active, .active, .active, .blocked].randomElement(using: &numbers)
                ?? .active
            try await world.tell(
                person.id,
                person.told,
                consents: Array(person.value.consents),
                status
            )
            try await world.follow(person.id, person.value.channels)
            try await world.tell(person.value.activity, of: person.id, &numbers)
            if status == .active { people.append(person.value) }
        }
        people.sort { $0.id < $1.id }
        var (some, all) = (0, 0)
        for _ in 0..<250 {
            let rule = schema.rule(depth: 3, &numbers)
            var fields = FieldRules()
            var check = SegmentCheck(schema.attributes, schema.channels)
            check.check(rule, "rule", &fields)
            #expect(fields.violations == [], "\(rule)")
            let expected = people.filter { $0.selects(by: rule, at: world.clock.now) }.map(\.id)
            let found = try await world.selected(by: rule, looking: 50)
            #expect(found == expected, "seed \(seed): \(rule)")
            some += expected.isEmpty ? 0 : 1
            all += expected.count == people.count ? 1 : 0
            try await expectSameOne(rule, people, expected, world)
        }
        // Rules that select nobody or everybody would prove nothing.
        #expect(some > 100 && all < 150)
    }

    private func expectSameOne(
        _ rule: SegmentRule,
        _ people: [SegmentPerson],
        _ expected: [EndUserID],
        _ world: SampleWorld
    ) async throws {
        let (now, mall, cafe) = (world.clock.now, world.mall, world.cafe)
        let chosen = people.prefix(3).map(\.id)
        let contained = try await world.instance.store.read { database in
            let audience = try Audience(
                rule,
                by: cafe,
                of: mall,
                among: .everybody,
                at: now,
                database
            )
            return try chosen.filter { try audience.contains($0, in: database) }
        }
        #expect(contained == chosen.filter(expected.contains))
    }
}

extension SegmentPerson {
    fileprivate func selects(by rule: SegmentRule, at now: Instant) -> Bool {
        rule.selects(self, at: now)
    }
}

extension SampleWorld {
    /// Tells what somebody did at the café, and something else of the bakery.
    fileprivate func tell(
        _ activity: SegmentActivity,
        of id: EndUserID,
        _ numbers: inout SeededNumbers
    ) async throws {
        if let day = activity.seenOn { try await tell(id, seenOn: day) }
        if activity.earnedOn != nil || activity.redeemedOn != nil {
            try await tell(id, earnedOn: activity.earnedOn, redeemedOn: activity.redeemedOn)
        }
        let day = clock.now.utcDay - Int64.random(in: 0...40, using: &numbers)
        try await tell(id, earnedOn: day, redeemedOn: day, at: bakery)
    }
}

/// What there is to ask, and random rules and people of it.
private struct Schema {
    struct Somebody {
        let told: [ProfileValue]
        let value: SegmentPerson
        var id: EndUserID { value.id }
    }

    let attributes: [AttributeID: SegmentAttribute]
    let channels: [ChannelID]
    private let ids: [AttributeKind: AttributeID]
    private let now: Instant
    private static let choices = ["red", "green", "blue"]
    private static let texts = ["Ćao", "ana", "Straße", "x"]
    private static let numbers: [Double] = [-3.5, 0, 0.1, 0.2, 0.30000000000000004, 7, 1e15]
    private static let days = ["1999-12-31", "2000-02-29", "2001-01-01", "2026-03-01"]

    init(in world: SampleWorld) async throws {
        now = world.clock.now
        var ids: [AttributeKind: AttributeID] = [:]
        for kind in AttributeKind.allCases {
            ids[kind] = try await world.attribute(
                kind,
                choices: kind == .choice ? Self.choices : nil
            )
        }
        self.ids = ids
        channels = (0..<3).map { _ in world.newID() }
        let mall = world.mall
        attributes = try await world.instance.store.read { database in
            try SegmentAttribute.inUse(of: mall, in: database)
        }
    }

    private func id(_ kind: AttributeKind) -> AttributeID {
        guard let id = ids[kind] else { preconditionFailure("every kind has one") }
        return id
    }

    func person(_ id: EndUserID, _ numbers: inout SeededNumbers) -> Somebody {
        let told = AttributeKind.allCases.filter { _ in Bool.random(using: &numbers) }
            .map { value($0, &numbers) }
        let known = told.compactMap { value in
            SegmentValue(value).map { (value.attributeId, $0) }
        }
        return Somebody(
            told: told,
            value: SegmentPerson(
                id: id,
                consents: Set(ConsentKind.allCases.filter { _ in Bool.random(using: &numbers) }),
                values: Dictionary(uniqueKeysWithValues: known),
                channels: Set(channels.filter { _ in Bool.random(using: &numbers) }),
                activity: SegmentActivity(
                    seenOn: day(&numbers),
                    earnedOn: day(&numbers),
                    redeemedOn: day(&numbers)
                )
            )
        )
    }

    /// One of the last days, or never.
    private func day(_ numbers: inout SeededNumbers) -> Int64? {
        let days = Int64.random(in: 0...40, using: &numbers)
        return days > 30 ? nil : now.utcDay - days
    }

    private func value(_ kind: AttributeKind, _ numbers: inout SeededNumbers) -> ProfileValue {
        let id = id(kind)
        return switch kind {
        case .text: ProfileValue(attributeId: id, text: pick(Self.texts, &numbers))
        case .number: ProfileValue(attributeId: id, amount: pick(Self.numbers, &numbers))
        case .date: ProfileValue(attributeId: id, date: pick(Self.days, &numbers))
        case .choice: ProfileValue(attributeId: id, choice: pick(Self.choices, &numbers))
        case .place: ProfileValue(attributeId: id, place: place(&numbers))
        }
    }

    /// Near Zagreb, at the date line, or at a pole.
    private func place(_ numbers: inout SeededNumbers) -> OctopusIdentityContract.GeoPoint {
        let (latitude, longitude) = pick(
            [(45.8, 15.98), (0, 180), (90, 0), (-16.5, -179.99)],
            &numbers
        )
        let shift = Double.random(in: -0.05...0, using: &numbers)
        return OctopusIdentityContract.GeoPoint(
            latitude: latitude + shift,
            longitude: max(-180, longitude + shift)
        )
    }

    func rule(depth: Int, _ numbers: inout SeededNumbers) -> SegmentRule {
        switch Int.random(in: depth > 0 ? 0..<14 : 3..<14, using: &numbers) {
        case 0: .all(rules(depth, &numbers))
        case 1: .any(rules(depth, &numbers))
        case 2: .not(rule(depth: depth - 1, &numbers))
        case 3: .follows([pick(channels, &numbers)])
        case 4: .consents(pick(ConsentKind.allCases, &numbers))
        case 5: .joined(span(&numbers))
        case 6: .near(area(&numbers))
        case 7:
            .attribute(AttributeCondition(attributeId: id(pick(AttributeKind.allCases, &numbers))))
        case 8: .lastSeen(span(&numbers))
        case 9: .lastEarned(span(&numbers))
        case 10: .lastRedeemed(span(&numbers))
        default: .attribute(condition(&numbers))
        }
    }

    private func rules(_ depth: Int, _ numbers: inout SeededNumbers) -> [SegmentRule] {
        var rules: [SegmentRule] = []
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            rules.append(rule(depth: depth - 1, &numbers))
        }
        return rules
    }

    private func condition(_ numbers: inout SeededNumbers) -> AttributeCondition {
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0:
            return AttributeCondition(
                attributeId: id(.text),
                texts: [pick(Self.texts, &numbers).uppercased()]
            )
        case 1:
            return AttributeCondition(
                attributeId: id(.choice),
                choices: [pick(Self.choices, &numbers), pick(Self.choices, &numbers)]
            )
        case 2:
            let bounds = [pick(Self.numbers, &numbers), pick(Self.numbers, &numbers)].sorted()
            let range = pick(
                [
                    NumberRange(least: bounds[0]), NumberRange(most: bounds[1]),
                    NumberRange(least: bounds[0], most: bounds[1]),
                ],
                &numbers
            )
            return AttributeCondition(attributeId: id(.number), numbers: range)
        default:
            let bounds = [pick(Self.days, &numbers), pick(Self.days, &numbers)].sorted()
            let range = pick(
                [DayRange(first: bounds[0]), DayRange(last: bounds[1])],
                &numbers
            )
            return AttributeCondition(attributeId: id(.date), days: range)
        }
    }

    private func span(_ numbers: inout SeededNumbers) -> SegmentSpan {
        let days = Int64.random(in: 0...30, using: &numbers)
        let moment = now.adding(milliseconds: -days * 86_400_000)
        return pick(
            [
                SegmentSpan(withinDays: days), SegmentSpan(beforeDays: days),
                SegmentSpan(fromAt: moment), SegmentSpan(beforeAt: moment),
                SegmentSpan(withinDays: 20, beforeDays: 5),
            ],
            &numbers
        )
    }

    private func area(_ numbers: inout SeededNumbers) -> SegmentArea {
        let place = place(&numbers)
        return SegmentArea(
            attributeId: id(.place),
            latitudeE7: Int64(place.latitude * 1e7),
            longitudeE7: Int64(place.longitude * 1e7),
            radiusMeters: Int64.random(in: 500...6_000, using: &numbers)
        )
    }

    private func pick<T>(_ values: [T], _ numbers: inout SeededNumbers) -> T {
        values[Int.random(in: 0..<values.count, using: &numbers)]
    }
}
