import OctopusIdentityContract
import FoundationEssentials
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

struct LogInTests {
    @Test func `a user logs in, and the token says who that is`() async throws {
        try await House.with { house in
            let reply = try await house.logIn(" Owner@MALL.example ")
            #expect(reply.userId == house.owner)
            #expect(reply.partnerId == nil)
            #expect(reply.accessExpiresAt == house.clock.now.adding(milliseconds: 300_000))
            let claims = try Claims(reply.accessToken)
            #expect(claims.header["alg"] == "EdDSA")
            #expect(claims.text("iss") == "octopus")
            #expect(claims.text("knd") == "user")
            #expect(claims.text("sub").lowercased() == house.owner.description)
            #expect(claims.text("ten").lowercased() == house.tenant.description)
            #expect(claims.text("sid").lowercased() == reply.sessionId.description)
            #expect(claims.text("cnf.octopus-curve") == House.Keys.till)
            #expect(claims.text("lvl.partnerManagement") == "full")
            #expect(Int64(claims.text("pos.seq")) == house.instance.store.head.seq)
            let sessions = try await house.call(
                ListSessions.self,
                .init(),
                token: reply.accessToken
            )
            #expect(sessions.items.map(\.id) == [reply.sessionId])
            #expect(sessions.items.first?.isCurrent == true)
            #expect(sessions.items.first?.program == "till")
        }
    }

    @Test func `a partner's owner has everything but partner management`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let partner = try await house.openPartner(
                "Corner Bakery",
                email: "baker@shop.example",
                token: owner.accessToken
            )
            let reply = try await house.logIn("baker@shop.example")
            #expect(reply.partnerId == partner.partnerId)
            #expect(reply.userId == partner.ownerId)
            let claims = try Claims(reply.accessToken)
            #expect(claims.text("par").lowercased() == partner.partnerId.description)
            #expect(claims.text("lvl.coupons") == "full")
            #expect(claims.text("lvl.partnerManagement").isEmpty)
            await expectRefusal(.denied) {
                try await house.call(ListPartners.self, .init(), token: reply.accessToken)
            }
        }
    }

    @Test func `nothing tells a stranger who exists`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            try await house.call(
                CreatePartner.self,
                .init(name: "Shop", ownerName: "Ana", ownerEmail: "invited@shop.example"),
                token: owner.accessToken
            )
            var answers: Set<String> = []
            for email in [House.email, "nobody@mall.example", "invited@shop.example", "no e-mail"] {
                let refused = await expectRefusal(.badCredentials) {
                    try await house.logIn(email, "six dry umbrellas sing")
                }
                answers.insert("\(try #require(refused)) \(String(describing: refused?.effect))")
            }
            #expect(answers.count == 1)
        }
    }

    @Test func `another tenant's user is nobody here`() async throws {
        try await House.with { house in
            let other = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall",
                email: "other@mall.example"
            )
            let there = try #require(TenantID(other.tenantId))
            await expectRefusal(.badCredentials) { try await house.logIn("other@mall.example") }
            await expectRefusal(.notFound) {
                try await house.call(
                    LogIn.self,
                    .init(email: "other@mall.example", password: House.password),
                    tenant: there
                )
            }
            let reply = try await house.call(
                LogIn.self,
                .init(email: "other@mall.example", password: House.password),
                as: house.operating,
                tenant: there
            )
            #expect(reply.userId.description == other.ownerId)
        }
    }

    @Test func `guessing is slowed down, also for who guesses right then`() async throws {
        try await House.with { house in
            for _ in 0..<6 {
                await expectRefusal(.badCredentials) {
                    try await house.logIn(House.email, "six dry umbrellas sing")
                }
            }
            let refused = await expectRefusal(.throttled) { try await house.logIn() }
            #expect(refused?.retryAfterMilliseconds == 1000)
            // Another account of the same program goes on.
            await expectRefusal(.badCredentials) { try await house.logIn("x@mall.example") }
            house.clock.advance(by: .milliseconds(1000))
            _ = try await house.logIn()
            // And is forgiven.
            await expectRefusal(.badCredentials) { try await house.logIn(House.email, "no") }
            _ = try await house.logIn()
        }
    }

    @Test func `a log-in whose answer was lost leaves no second session`() async throws {
        try await House.with { house in
            let key = house.instance.ids.uuid(at: house.clock.now)
            func logIn(_ password: String = House.password) async throws -> LogIn.Reply {
                try await house.call(
                    LogIn.self,
                    .init(email: House.email, password: password),
                    key: key
                )
            }
            let lost = try await logIn()
            let again = try await logIn()
            #expect(again.sessionId == lost.sessionId)
            let open = try await house.call(ListSessions.self, .init(), token: again.accessToken)
            #expect(open.items.map(\.id) == [lost.sessionId])
            // The key alone opens nothing, and other calls begin sessions of their own.
            await expectRefusal(.badCredentials) { try await logIn("a wrong password it is") }
            #expect(try await house.logIn().sessionId != lost.sessionId)
            // What was lost is void: if somebody finds it, the session ends.
            let next = try await house.call(
                RefreshToken.self,
                .init(refreshToken: again.refreshToken)
            )
            #expect(next.sessionId == lost.sessionId)
            // A session that has gone on is nobody's answer any more.
            #expect(try await logIn().sessionId != lost.sessionId)
        }
    }

    @Test func `another program's key begins another session`() async throws {
        try await House.with { house in
            let key = house.instance.ids.uuid(at: house.clock.now)
            let request = LogIn.Request(email: House.email, password: House.password)
            let one = try await house.call(LogIn.self, request, key: key)
            let other = try await house.call(LogIn.self, request, as: house.operating, key: key)
            #expect(one.sessionId != other.sessionId)
        }
    }

    @Test func `a hundred guesses at once are not free`() async throws {
        try await House.with { house in
            let reasons = await withTaskGroup(of: String.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do {
                            _ = try await house.logIn(
                                House.email,
                                "guess number \(number) is wrong"
                            )
                            return "in"
                        } catch {
                            return (error as? CallRefused)?.reason ?? "\(error)"
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(reasons["badCredentials"] == 6)
            #expect(reasons["throttled"] == 34)
        }
    }

    @Test func `what is too long to be a password is refused before it costs anything`()
        async throws
    {
        try await House.with { house in
            await expectRefusal(.invalid) {
                try await house.logIn(House.email, String(repeating: "x", count: 257))
            }
        }
    }

    @Test func `the fifty-first session ends the one that was not used for longest`() async throws {
        try await House.with { house in
            let first = try await house.logIn()
            for _ in 1..<Sessions.maximumForPerson {
                house.clock.advance(by: .milliseconds(10))
                _ = try await house.logIn()
            }
            #expect(try await house.events(SessionEnded.self).isEmpty)
            let last = try await house.logIn()
            #expect(try await house.events(SessionEnded.self).map(\.session) == [first.sessionId])
            let open = try await house.call(ListSessions.self, .init(), token: last.accessToken)
            #expect(open.items.count == Sessions.maximumForPerson)
        }
    }
}

/// What a token says, read without verifying it.
struct Claims {
    let header: [String: String]
    private let payload: [String: String]

    init(_ token: String) throws {
        let parts = token.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        header = try Self.flat(parts[0])
        payload = try Self.flat(parts[1])
    }

    /// The claim at that path, or an empty text.
    func text(_ path: String) -> String { payload[path] ?? "" }

    private static func flat(_ part: String) throws -> [String: String] {
        let base64 = part.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.count % 4) % 4)
        let data = try #require(Data(base64Encoded: base64 + padding))
        return try JSONDecoder().decode(JSONTree.self, from: data).flat()
    }
}

/// Any JSON, as texts by path.
private indirect enum JSONTree: Decodable {
    case leaf(String)
    case branch([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let branch = try? container.decode([String: JSONTree].self) {
            self = .branch(branch)
        } else if let text = try? container.decode(String.self) {
            self = .leaf(text)
        } else {
            self = .leaf("\(try container.decode(Int64.self))")
        }
    }

    func flat(_ prefix: String = "") -> [String: String] {
        switch self {
        case .leaf(let text): [prefix: text]
        case .branch(let branch):
            branch.reduce(into: [:]) { all, next in
                let path = prefix.isEmpty ? next.key : "\(prefix).\(next.key)"
                all.merge(next.value.flat(path)) { one, _ in one }
            }
        }
    }
}
