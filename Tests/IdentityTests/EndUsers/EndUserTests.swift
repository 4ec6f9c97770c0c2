import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusStore
import Testing
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

@testable import OctopusIdentity

struct EndUserTests {
    private func register(
        _ house: House,
        name: String? = "Eva Novak",
        email: String? = "Eva@Mail.example",
        phone: String? = "+385 91 234 5678",
        key: UUID? = nil
    ) async throws -> RegisterEndUser.Reply {
        try await house.call(
            RegisterEndUser.self,
            .init(name: name, email: email, phone: phone),
            key: key
        )
    }

    @Test func `an end user gets an id that people can type`() async throws {
        try await House.with { house in
            let eva = try await register(house)
            let code = try EndUserCode(eva.code)
            let owner = try await house.logIn()
            for typed in [eva.code, code.canonical.lowercased(), " \(code.canonical) "] {
                let found = try await house.call(
                    GetEndUser.self,
                    .init(code: typed),
                    token: owner.accessToken
                )
                #expect(found.endUserId == eva.endUserId)
                #expect(found.code == eva.code)
                #expect(found.email == "eva@mail.example")
                #expect(found.phone == "+385912345678")
            }
            let byID = try await house.call(
                GetEndUser.self,
                .init(endUserId: eva.endUserId),
                token: owner.accessToken
            )
            #expect(byID.name == "Eva Novak")
            let told = try #require(try await house.events(EndUserChanged.self).first)
            #expect(told.code == code.canonical)
            #expect(told.status == .active)
        }
    }

    @Test func `a mistyped id is refused, a foreign one is not found`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let refused = await expectRefusal(.invalid) {
                try await house.call(
                    GetEndUser.self,
                    .init(code: "00000-00012"),
                    token: owner.accessToken
                )
            }
            #expect(refused?.violations.map(\.rule) == ["check"])
            await expectRefusal(.notFound) {
                try await house.call(
                    GetEndUser.self,
                    .init(code: "00000-00011"),
                    token: owner.accessToken
                )
            }
            await expectRefusal(.invalid) {
                try await house.call(GetEndUser.self, .init(), token: owner.accessToken)
            }
            let other = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall",
                email: "other@mall.example"
            )
            let theirs = try await house.call(
                RegisterEndUser.self,
                .init(email: "eva@mail.example"),
                as: house.operating,
                tenant: TenantID(other.tenantId)
            )
            await expectRefusal(.notFound) {
                try await house.call(
                    GetEndUser.self,
                    .init(endUserId: theirs.endUserId),
                    token: owner.accessToken
                )
            }
        }
    }

    @Test func `registration is done once for its key, and a contact is one person's`() async throws
    {
        try await House.with { house in
            let key = house.instance.ids.uuid(at: house.clock.now)
            let first = try await register(house, key: key)
            #expect(try await register(house, key: key) == first)
            await expectRefusal(.contactTaken) {
                try await register(house, email: "eva@mail.EXAMPLE", phone: nil)
            }
            await expectRefusal(.contactTaken) {
                try await register(house, email: nil, phone: "00385912345678")
            }
            await expectRefusal(.invalid) { try await register(house, email: nil, phone: nil) }
            await expectRefusal(.invalid) { try await register(house, email: "eva", phone: nil) }
            await expectRefusal(.invalid) { try await register(house, email: nil, phone: "091") }
            await expectRefusal(.notFound) {
                try await house.call(
                    RegisterEndUser.self,
                    .init(email: "x@mail.example"),
                    as: house.operating,
                    tenant: TenantID(house.instance.ids.uuid(at: house.clock.now))
                )
            }
            #expect(try await house.events(EndUserChanged.self).count == 1)
        }
    }

    @Test func `a blocked end user is out at once and stays out until the block is lifted`()
        async throws
    {
        try await House.with { house in
            let eva = try await register(house)
            let owner = try await house.logIn()
            let session = try await LoginCodeFlow.logIn("eva@mail.example", house)
            let blocked = try await house.call(
                BlockEndUser.self,
                .init(endUserId: eva.endUserId),
                token: owner.accessToken
            )
            let again = try await house.call(
                BlockEndUser.self,
                .init(endUserId: eva.endUserId),
                token: owner.accessToken
            )
            #expect(blocked.version == 2 && again.version == 2)
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: session.accessToken)
            }
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(RefreshToken.self, .init(refreshToken: session.refreshToken))
            }
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn("eva@mail.example", house)
            }
            try await house.call(
                UnblockEndUser.self,
                .init(endUserId: eva.endUserId),
                token: owner.accessToken
            )
            _ = try await LoginCodeFlow.logIn("eva@mail.example", house)
            #expect(try await house.events(EndUserChanged.self).map(\.version) == [1, 2, 3])
        }
    }

    @Test func `names and contacts are in the personal column and nowhere else`() async throws {
        try await House.with { house in
            _ = try await register(house)
            let owner = try await house.logIn()
            try await house.call(
                CreatePartner.self,
                .init(name: "Bakery", ownerName: "Ana Horvat", ownerEmail: "ana@shop.example"),
                token: owner.accessToken
            )
            await expectRefusal(.badCredentials) { try await house.logIn("eva@mail.example") }
            let dumps = try await house.instance.store.read { database in
                try [
                    "SELECT body AS bytes FROM events", "SELECT * FROM answers",
                    "SELECT * FROM failures",
                ]
                .flatMap { try Row.all(database, $0) }
                .flatMap { row in row.databaseValues }
                .map { value -> String in
                    switch value.storage {
                    case .blob(let data): String(decoding: data, as: UTF8.self)
                    case .string(let text): text
                    default: ""
                    }
                }
            }
            #expect(dumps.count > 5)
            for word in ["Eva", "Novak", "eva@", "5678", "Ana", "ana@", "umbrellas", House.email] {
                #expect(!dumps.contains { $0.localizedLowercaseContains(word) }, "\(word)")
            }
        }
    }
}

extension String {
    fileprivate func localizedLowercaseContains(_ word: String) -> Bool {
        lowercased().contains(word.lowercased())
    }
}
