import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct EraseEndUserTests {
    private static let email = "zvjezdana@mail.example"
    private static let phone = "+385998877665"
    private static let name = "Zvjezdana Perković"
    private static let motto = "umbrellas-everywhere"

    private func register(_ house: House) async throws -> EndUserID {
        try await house.call(
            RegisterEndUser.self,
            .init(name: Self.name, email: Self.email, phone: Self.phone)
        ).endUserId
    }

    private func erase(
        _ id: EndUserID,
        _ house: House,
        by token: String
    ) async throws -> EraseEndUser.Reply {
        try await house.call(EraseEndUser.self, .init(endUserId: id), token: token)
    }

    /// The files of the house that have what is personal, each with what.
    private func found(in house: House) throws -> [String] {
        let manager = FileManager.default
        let files = try manager.subpathsOfDirectory(atPath: house.folder)
        return files.flatMap { file -> [String] in
            guard let bytes = manager.contents(atPath: "\(house.folder)/\(file)") else { return [] }
            return [
                Self.email, Self.phone, Self.name, "Zvjezdana", Self.motto, "44.1194", "15.2314",
            ].filter { text in
                bytes.firstRange(of: Data(text.utf8)) != nil
            }.map { "\(file): \($0)" }
        }
    }

    /// Fills in their profile: a text, a place, and the consents to it and to mails.
    private func tellOfThemselves(_ house: House, by owner: String, _ token: String) async throws {
        let motto = try await house.call(
            CreateAttribute.self,
            .init(name: "Motto", kind: .text),
            token: owner
        )
        let home = try await house.call(
            CreateAttribute.self,
            .init(name: "Home", kind: .place),
            token: owner
        )
        for kind in [ConsentKind.place, .emailMarketing] {
            let read = try await house.call(GetProfile.self, .init(), token: token)
            let consent = SetConsent.Request(
                kind: kind,
                isGiven: true,
                textVersion: "2026-01",
                version: read.version
            )
            try await house.call(SetConsent.self, consent, token: token)
        }
        let read = try await house.call(GetProfile.self, .init(), token: token)
        let point = GeoPoint(latitude: 44.1194, longitude: 15.2314)
        let profile = EditProfile.Request(
            version: read.version,
            name: Self.name,
            values: [
                ProfileValue(attributeId: motto.id, text: Self.motto),
                ProfileValue(attributeId: home.id, place: point),
            ]
        )
        try await house.call(EditProfile.self, profile, token: token)
    }

    @Test func `who is erased is out, and no file has their name or addresses`() async throws {
        try await House.with { house in
            let id = try await register(house)
            let owner = try await house.logIn().accessToken
            let session = try await LoginCodeFlow.logIn(Self.email, house)
            try await LoginCodeFlow.chooseDeliverer(house, by: owner)
            _ = try await LoginCodeFlow.request(Self.phone, house)
            try await tellOfThemselves(house, by: owner, session.accessToken)
            #expect(try !found(in: house).isEmpty)

            let erased = try await erase(id, house, by: owner)
            #expect(try await erase(id, house, by: owner) == erased)
            // The second one was written after the log beside the database was emptied.
            #expect(try found(in: house).isEmpty)
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: session.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(RefreshToken.self, .init(refreshToken: session.refreshToken))
            }
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn(Self.email, house)
            }
            await expectRefusal(.notFound) {
                try await house.call(UnblockEndUser.self, .init(endUserId: id), token: owner)
            }
            let shown = try await house.call(GetEndUser.self, .init(endUserId: id), token: owner)
            #expect(shown.status == .erased && shown.name == nil)
            #expect(shown.email == nil && shown.phone == nil)
            #expect(try await house.world.mails(to: Self.email).isEmpty)
            #expect(try await house.events(EndUserChanged.self).last?.status == .erased)
            let personal = try await house.world.inspect { database in
                try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM events WHERE subject = ? AND personal IS NOT NULL",
                    arguments: [id.uuid]
                )
            }
            #expect(personal == 0)
            // The address is free again, for another person.
            #expect(try await register(house) != id)
        }
    }

    @Test func `another tenant's end user, and one who never was, are not found`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let other = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall",
                email: "other@mall.example"
            )
            let theirs = try await house.call(
                RegisterEndUser.self,
                .init(email: Self.email),
                as: house.operating,
                tenant: TenantID(other.tenantId)
            ).endUserId
            let nobody = EndUserID(house.instance.ids.uuid(at: house.clock.now))
            for id in [theirs, nobody] {
                await expectRefusal(.notFound) { try await erase(id, house, by: owner) }
            }
            #expect(try await house.events(EndUserChanged.self).map(\.status) == [.active])
        }
    }

    @Test func `a database that was put back does not know who was erased`() async throws {
        try await House.with { house in
            let id = try await register(house)
            // As the copy has it, from before; and what lies outside of the database knows of it.
            let record = Erasures.record(id)
            let environment = house.instance.environment
            let ids = house.instance.ids
            for _ in 0..<2 {
                try await house.instance.store.write { transaction in
                    let context = WorkContext(
                        now: Instant(milliseconds: transaction.nowMilliseconds),
                        environment: environment,
                        transaction: transaction,
                        trace: nil,
                        ids: ids
                    )
                    try Erasures.replay([record], in: context)
                }
            }
            #expect(try found(in: house).isEmpty)
            let told = try await house.events(EndUserChanged.self)
            #expect(told.map(\.status) == [.active, .erased])
        }
    }
}
