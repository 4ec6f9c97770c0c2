import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct ConsentTests {
    private static let home = GeoPoint(latitude: 45.815399, longitude: 15.966568)

    @Test func `a consent says when it was given, where, and to which text`() async throws {
        try await ProfileHouse.with { place in
            let version = try await place.consent(.emailMarketing, true)
            let given = try await place.profile().consents.first { $0.kind == .emailMarketing }
            #expect(
                given
                    == Consent(
                        kind: .emailMarketing,
                        isGiven: true,
                        decidedAt: place.house.clock.now,
                        program: "till",
                        textVersion: "2026-01"
                    )
            )
            // The same again changes nothing; another text is another decision.
            #expect(try await place.consent(.emailMarketing, true) == version)
            let later = try await place.consent(.emailMarketing, true, text: "2026-02")
            #expect(later == version + 1)
            try await place.consent(.emailMarketing, false, text: "2026-02")
            let told = try await place.house.events(ConsentChanged.self)
            #expect(told.map(\.isGiven) == [true, true, false])
            #expect(told.map(\.textVersion) == ["2026-01", "2026-02", "2026-02"])
            let states = try await place.house.events(EndUserChanged.self).map(\.consents)
            #expect(states == [nil, [.emailMarketing], [.emailMarketing], nil])
        }
    }

    @Test func `a yes that comes late does not undo a no`() async throws {
        try await ProfileHouse.with { place in
            let read = try await place.profile().version
            try await place.consent(.smsMarketing, false)
            await expectRefusal(.stale) {
                try await place.consent(.smsMarketing, true, version: read)
            }
            // A no needs no version, and is never late.
            try await place.consent(.smsMarketing, true)
            try await place.house.call(
                SetConsent.self,
                .init(kind: .smsMarketing, isGiven: false, textVersion: "x"),
                token: place.token
            )
            let refused = await expectRefusal(.invalid) {
                try await place.house.call(
                    SetConsent.self,
                    .init(kind: .smsMarketing, isGiven: true, textVersion: " "),
                    token: place.token
                )
            }
            #expect(
                ProfileHouse.broken(refused).first == "textVersion notBlank"
            )
            let consents = try await place.profile().consents
            #expect(consents.allSatisfy { !$0.isGiven })
        }
    }

    @Test func `a place is kept by consent alone, and goes with it from every file`()
        async throws
    {
        try await ProfileHouse.with { place in
            let home = try await place.create("Home", .place)
            let motto = try await place.create("Motto")
            let value = ProfileValue(attributeId: home.id, place: Self.home)
            let refused = await expectRefusal(.invalid) { try await place.edit([value]) }
            #expect(ProfileHouse.broken(refused) == ["values[0].place consent"])
            try await place.consent(.place, true)
            try await place.edit([value, ProfileValue(attributeId: motto.id, text: "Carpe diem")])
            #expect(try await place.profile().values.count == 2)
            try await place.consent(.place, false)
            #expect(try await place.profile().values.map(\.text) == ["Carpe diem"])
            let personal = try await place.house.lastPersonal(EndUserChanged.self)
            #expect(personal?.values?.map(\.text) == ["Carpe diem"])
            let (rows, events) = try await place.house.world.inspect { database in
                (
                    try Int.fetchOne(
                        database,
                        sql: "SELECT count(*) FROM end_users WHERE profile_values LIKE '%45.815%'"
                    ),
                    try Int.fetchOne(
                        database,
                        sql:
                            "SELECT count(*) FROM events WHERE personal IS NOT NULL AND subject = ?",
                        arguments: [place.endUser.uuid]
                    )
                )
            }
            // Only what was told after the withdrawal bears anything personal.
            #expect(rows == 0 && events == 1)
            await expectRefusal(.invalid) { try await place.edit([value]) }
        }
    }

    @Test func `a database that was put back does not know a consent that was withdrawn`()
        async throws
    {
        try await ProfileHouse.with { place in
            let (id, house) = (place.endUser, place.house)
            try await place.consent(.emailMarketing, true)
            try await place.consent(.advertising, true)
            try await place.consent(.advertising, false)
            let record = try await house.instance.store.read { database in
                try WithdrawnConsents.record(of: id, in: database)
            }
            // As in a copy from before.
            try await place.consent(.advertising, true)
            try await house.instance.transact { context in
                try WithdrawnConsents.replay([record], in: context)
            }
            let given = try await place.profile().consents.filter(\.isGiven).map(\.kind)
            #expect(given == [.emailMarketing])
        }
    }

    @Test func `so many decisions of a kind are kept, and the last one holds`() async throws {
        try await ProfileHouse.with { place in
            for number in 0..<55 {
                try await place.consent(.inAppMarketing, number % 2 == 0, text: "\(number)")
            }
            let count = try await place.house.world.inspect { database in
                try Int.fetchOne(database, sql: "SELECT count(*) FROM consent_decisions")
            }
            #expect(count == 50)
            let last = try await place.profile().consents.first { $0.kind == .inAppMarketing }
            #expect(last?.isGiven == true && last?.textVersion == "54")
        }
    }
}
