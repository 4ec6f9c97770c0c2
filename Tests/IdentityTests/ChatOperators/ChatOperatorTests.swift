import OctopusIdentityContract
import FoundationEssentials
import OctopusMesh
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct ChatOperatorTests {
    private func set(
        _ user: User,
        _ kind: ChatOperator?,
        version: Int64,
        by token: String,
        in house: House
    ) async throws -> User {
        try await house.call(
            SetChatOperator.self,
            .init(userId: user.id, version: version, chatOperator: kind),
            token: token
        )
    }

    @Test func `a normal operator has no users and no invoices, whatever their role says`()
        async throws
    {
        try await House.with { house in
            let (ana, owner) = try await house.hire(
                House.colleague,
                [.chat: .full, .users: .full, .invoices: .view]
            )
            let before = try await house.logIn(House.colleague)
            let normal = try await set(ana, .normal, version: 2, by: owner, in: house)
            #expect(normal.chatOperator == .normal)
            await expectRefusal(.tokenOutdated) {
                try await house.call(ListUsers.self, .init(), token: before.accessToken)
            }
            let token = try await house.logIn(House.colleague).accessToken
            let me = try await house.call(GetMe.self, .init(), token: token)
            #expect(me.levels == ["chat": .full])
            await expectRefusal(.denied) {
                try await house.call(ListUsers.self, .init(), token: token)
            }
            _ = try await set(ana, .administrator, version: 3, by: owner, in: house)
            let again = try await house.logIn(House.colleague).accessToken
            let levels = try await house.call(GetMe.self, .init(), token: again).levels
            #expect(levels.keys.sorted() == ["chat", "invoices", "users"])
        }
    }

    @Test func `nobody lifts a limit above themselves, and the owner has none`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire(
                House.colleague,
                [.users: .full, .invoices: .full]
            )
            _ = try await set(ana, .normal, version: 2, by: owner, in: house)
            let helper = try await house.role([.users: .full], named: "Helper", by: owner)
            try await house.invite("ben@mall.example", role: helper, by: owner)
            try await house.accept("ben@mall.example")
            let ben = try await house.logIn("ben@mall.example").accessToken
            await expectRefusal(.aboveYourself) {
                try await set(ana, nil, version: 3, by: ben, in: house)
            }
            let me = try await house.call(
                GetUser.self,
                .init(userId: house.owner),
                token: owner
            )
            await expectRefusal(.isOwner) {
                try await set(me, .normal, version: me.version, by: owner, in: house)
            }
            _ = try await set(me, .administrator, version: me.version, by: owner, in: house)
        }
    }

    @Test func `the secret of SIP is told once, and kept as digests`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire(House.colleague, [.chat: .update])
            await expectRefusal(.notFound) {
                try await house.call(GetSIPDetails.self, .init(userId: ana.id), token: owner)
            }
            _ = try await set(ana, .normal, version: 2, by: owner, in: house)
            let details = try await house.call(
                GetSIPDetails.self,
                .init(userId: ana.id),
                token: owner
            )
            #expect(details.secretMadeAt == nil)
            func ask() async throws -> GetSIPDigests.Reply {
                try await house.call(
                    GetSIPDigests.self,
                    .init(username: details.username),
                    as: house.operating
                )
            }
            // Without a secret nobody can log in there.
            await expectRefusal(.notFound) { try await ask() }
            let token = try await house.logIn(House.colleague).accessToken
            func renew(_ key: UUID? = nil) async throws -> RenewSIPSecret.Reply {
                try await house.call(
                    RenewSIPSecret.self,
                    .init(userId: ana.id),
                    token: token,
                    key: key
                )
            }
            let key = house.instance.ids.uuid(at: house.clock.now)
            let made = try await renew(key)
            #expect(try await renew(key).secret == made.secret)
            let told = try await ask()
            #expect(told.chatOperator == .normal)
            #expect(told.userId == ana.id)
            let digests = SIPDigests(
                username: details.username,
                realm: details.realm,
                secret: made.secret
            )
            #expect(told.md5 == digests.md5)
            #expect(told.sha256 == digests.sha256)
            #expect(try await renew().secret != made.secret)
            #expect(try await ask().md5 != told.md5)
            try stand(nowhere: [made.secret, told.md5, told.sha256], in: house)
            // Who can't log in can't speak over SIP.
            _ = try await house.call(
                DisableUser.self,
                .init(userId: ana.id, version: 3),
                token: owner
            )
            await expectRefusal(.notFound) { try await ask() }
        }
    }

    @Test func `who may only look at chats does not speak over SIP`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire(House.colleague, [.chat: .view])
            _ = try await set(ana, .normal, version: 2, by: owner, in: house)
            let made = try await house.call(
                RenewSIPSecret.self,
                .init(userId: ana.id),
                token: try await house.logIn(House.colleague).accessToken
            )
            await expectRefusal(.notFound) {
                try await house.call(
                    GetSIPDigests.self,
                    .init(username: made.details.username),
                    as: house.operating
                )
            }
        }
    }

    private func stand(nowhere secrets: [String], in house: House) throws {
        for file in try FileManager.default.subpathsOfDirectory(atPath: house.folder) {
            let path = "\(house.folder)/\(file)"
            guard let bytes = FileManager.default.contents(atPath: path) else { continue }
            for secret in secrets {
                #expect(bytes.firstRange(of: Data(secret.utf8)) == nil, "\(file)")
            }
        }
    }

    @Test func `digests are for the bridge, and details for who may see the operator`() async throws
    {
        try await House.with { house in
            let (ana, owner) = try await house.hire(House.colleague, [.chat: .view])
            _ = try await set(ana, .normal, version: 2, by: owner, in: house)
            let details = try await house.call(
                GetSIPDetails.self,
                .init(userId: ana.id),
                token: owner
            )
            let wildcard = Principal(
                name: "bridge",
                tenant: nil,
                grants: ["*"],
                publicKey: House.Keys.operating
            )
            for program in [house.till, wildcard] {
                await expectRefusal(.denied) {
                    try await house.call(
                        GetSIPDigests.self,
                        .init(username: details.username),
                        as: program
                    )
                }
            }
            let role = try await house.role([.chat: .full], named: "Chat", by: owner)
            try await house.invite("eva@mall.example", role: role, by: owner)
            try await house.accept("eva@mall.example")
            let eva = try await house.logIn("eva@mall.example").accessToken
            await expectRefusal(.notFound) {
                try await house.call(GetSIPDetails.self, .init(userId: ana.id), token: eva)
            }
            await expectRefusal(.notFound) {
                try await house.call(RenewSIPSecret.self, .init(userId: ana.id), token: eva)
            }
        }
    }

    @Test func `the digests are those of RFC 7616's example`() {
        let digests = SIPDigests(
            username: "Mufasa",
            realm: "http-auth@example.org",
            secret: "Circle of Life"
        )
        #expect(digests.md5 == "3d78807defe7de2157e2b0b6573a855f")
        #expect(
            digests.sha256 == "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"
        )
    }
}
