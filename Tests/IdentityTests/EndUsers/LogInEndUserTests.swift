import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct LogInEndUserTests {
    static let email = "eva@mail.example"
    static let phone = "+385912345678"

    private func withEva(_ body: (House, EndUserID) async throws -> Void) async throws {
        try await House.with { house in
            let eva = try await house.call(
                RegisterEndUser.self,
                .init(name: "Eva", email: Self.email, phone: Self.phone)
            )
            try await body(house, eva.endUserId)
        }
    }

    @Test func `an end user logs in with a code, by either contact`() async throws {
        try await withEva { house, eva in
            let code = try await LoginCodeFlow.request("EVA@mail.example", house)
            #expect(code.count == 8)
            let spoken = "\(code.prefix(4)) \(code.suffix(4))"
            let session = try await LoginCodeFlow.logIn(Self.email, spoken, house)
            #expect(session.endUserId == eva)
            let claims = try Claims(session.accessToken)
            #expect(claims.text("knd") == "endUser")
            #expect(claims.text("lvl.points").isEmpty)
            let owner = try await house.logIn().accessToken
            try await LoginCodeFlow.chooseDeliverer(house, by: owner)
            _ = try await LoginCodeFlow.logIn("00385 91 234 5678", house)
            let refreshed = try await house.call(
                RefreshToken.self,
                .init(refreshToken: session.refreshToken)
            )
            #expect(refreshed.endUserId == eva && refreshed.userId == nil)
        }
    }

    @Test func `a code is good once, for five minutes, by its contact`() async throws {
        try await withEva { house, _ in
            let used = try await LoginCodeFlow.request(Self.email, house)
            let first = try await LoginCodeFlow.logIn(Self.email, used, house)
            // A repetition whose answer was lost gets the same session, and counts as no guess.
            var again = first
            for _ in 0..<10 {
                again = try await LoginCodeFlow.logIn(
                    Self.email,
                    "\u{FEFF}\(used.prefix(4))\u{A0}\(used.suffix(4))\r\n",
                    house
                )
                #expect(again.sessionId == first.sessionId)
            }
            let refreshed = try await house.call(
                RefreshToken.self,
                .init(refreshToken: again.refreshToken)
            )
            #expect(refreshed.sessionId == first.sessionId)
            // Once the session has gone on, the code is used.
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn(Self.email, used, house)
            }
            let old = try await LoginCodeFlow.request(Self.email, house)
            house.clock.advance(by: .seconds(300))
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn(Self.email, old, house)
            }
            let mailed = try await LoginCodeFlow.request(Self.email, house)
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn(Self.phone, mailed, house)
            }
            _ = try await LoginCodeFlow.logIn(Self.email, mailed, house)
        }
    }

    @Test func `a new code voids the one before`() async throws {
        try await withEva { house, _ in
            let first = try await LoginCodeFlow.request(Self.email, house)
            let second = try await LoginCodeFlow.request(Self.email, house)
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn(Self.email, first, house)
            }
            _ = try await LoginCodeFlow.logIn(Self.email, second, house)
        }
    }

    @Test func `after five wrong guesses the right code is worth nothing`() async throws {
        try await withEva { house, _ in
            let code = try await LoginCodeFlow.request(Self.email, house)
            for _ in 0..<LoginCodeRecord.maximumAttempts {
                await expectRefusal(.loginCodeInvalid) {
                    try await LoginCodeFlow.logIn(
                        Self.email,
                        LoginCodeFlow.other(than: code),
                        house
                    )
                }
            }
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn(Self.email, code, house)
            }
            // And the guesser must wait, whatever code is asked for.
            await expectRefusal(.throttled) { try await LoginCodeFlow.logIn(Self.email, house) }
        }
    }

    @Test func `a contact that nobody registered is answered alike and gets nothing`() async throws
    {
        try await withEva { house, _ in
            let known = try await house.call(RequestLoginCode.self, .init(contact: Self.email))
            for contact in ["nobody@mail.example", "not even a contact"] {
                let unknown = try await house.call(
                    RequestLoginCode.self,
                    .init(contact: contact)
                )
                #expect(unknown == known)
                let code = try await LoginCodeFlow.sent(to: contact, house)
                #expect(code == nil)
                #expect(try await house.world.inspect(Self.requests) == 0)
                await expectRefusal(.loginCodeInvalid) {
                    try await LoginCodeFlow.logIn(contact, "00000000", house)
                }
            }
        }
    }

    private static let requests = { @Sendable (database: Database) in
        try #require(try Int.fetchOne(database, sql: "SELECT count(*) FROM code_requests"))
    }

    @Test func `a code opens for the program that asked, and others can't use it up`() async throws
    {
        try await withEva { house, _ in
            let other = Principal(
                name: "kiosk",
                tenant: house.tenant.uuid,
                grants: ["*"],
                publicKey: "kiosk-kiosk-kiosk-kiosk-kiosk-kiosk-kios"
            )
            let code = try await LoginCodeFlow.request(Self.email, house)
            for _ in 0..<3 {
                await expectRefusal(.loginCodeInvalid) {
                    try await LoginCodeFlow.logIn(Self.email, code, house, as: other)
                }
            }
            // What the other asks for does not void it either.
            let others = try await LoginCodeFlow.request(Self.email, house, as: other)
            await expectRefusal(.loginCodeInvalid) {
                try await LoginCodeFlow.logIn(Self.email, others, house)
            }
            _ = try await LoginCodeFlow.logIn(Self.email, code, house)
        }
    }

    @Test func `the answer has no code, and repeating it with its key sends no second one`()
        async throws
    {
        try await withEva { house, _ in
            let key = house.instance.ids.uuid(at: house.clock.now)
            for _ in 0..<2 {
                let reply = try await house.call(
                    RequestLoginCode.self,
                    .init(contact: Self.email),
                    key: key
                )
                #expect(reply.expiresAt == house.clock.now.adding(.seconds(300)))
                _ = try await LoginCodeFlow.sent(to: Self.email, house)
            }
            #expect(try await house.world.mails(to: Self.email).count == 1)
        }
    }

    @Test func `a code for a phone is sealed to the one program that delivers`() async throws {
        try await withEva { house, eva in
            let ask = { try await LoginCodeFlow.request(Self.phone, house) }
            await expectRefusal(.messagesNotDelivered, ask)
            let owner = try await house.logIn().accessToken
            await expectRefusal(.notFound) {
                try await house.call(
                    SetMessageProgram.self,
                    .init(principalId: PrincipalID(eva.uuid)),
                    token: owner
                )
            }
            let program = try await LoginCodeFlow.chooseDeliverer(house, by: owner)
            let chosen = try await house.call(GetMessageProgram.self, .init(), token: owner)
            #expect(chosen.principalId == program)
            let code = try await ask()
            let told = try await house.events(LoginCodeToDeliver.self)
            #expect(told.map(\.program) == [program])
            #expect(try await house.world.mails(to: Self.phone).isEmpty)
            let session = try await LoginCodeFlow.logIn(Self.phone, code, house)
            #expect(session.endUserId == eva)
            try await house.call(
                RevokePrincipal.self,
                .init(principalId: program),
                as: house.operating
            )
            await expectRefusal(.messagesNotDelivered, ask)
        }
    }

    /// Contacts that look like Mike's, or are read as that by careless programs.
    private static let lookalikes = [
        "mi\u{212A}e@mail.example", "m\u{131}ke@mail.example", "mike@mail.example\u{200B}",
        "mi\u{200B}ke@mail.example", "\u{FEFF}mike@mail.example", "mi\u{AD}ke@mail.example",
        "mike\u{FF20}mail.example", "\u{FF4D}ike@mail.example", "mike@ma\u{131}l.example",
        "m\u{456}ke@mail.example", "mike@mail.example@evil.example",
        "mike@\u{301}evil.example@mail.example", "mike@mail.example\n,eve@evil.example",
        "mike@mail.example, eve@evil.example", "<mike@mail.example>", "mike@mail.example\0",
        "\"mike\"@mail.example", "mike(eve)@mail.example", "\u{202E}mike@mail.example",
    ]

    @Test(arguments: lookalikes)
    func `a contact that only looks like the registered one gets nothing of it`(
        contact: String
    ) async throws {
        try await House.with { house in
            try await house.call(RegisterEndUser.self, .init(email: "mike@mail.example"))
            _ = try? await house.call(RequestLoginCode.self, .init(contact: contact))
            let sent = try await LoginCodeFlow.sent(to: "mike@mail.example", house)
            #expect(sent == nil)
            #expect(try await house.world.mails().isEmpty)
        }
    }

    @Test(
        arguments: [
            ("MIKE@Mail.Example", "mike@mail.example"),
            (" mike@mail.example\r\n", "mike@mail.example"),
            ("nobody@MAIL.example", nil),
            ("not even a contact", nil),
        ] as [(String, String?)]
    )
    func `a code is sent to the registered form alone`(
        typed: String,
        sendTo: String?
    ) async throws {
        try await House.with { house in
            try await house.call(
                RegisterEndUser.self,
                .init(email: "mike@mail.example", phone: "+385 91 234 5678")
            )
            try await house.call(RequestLoginCode.self, .init(contact: typed))
            _ = try await LoginCodeFlow.sent(to: typed, house)
            #expect(try await house.world.mails().map(\.to) == [sendTo].compactMap(\.self))
        }
    }

    private static let hostile = [
        "anna\u{200B}@mail.example", "\u{FEFF}anna\u{2060}@mail.example", "an\u{AD}na@mail.example",
        "victim@\u{301}evil.example@mail.example", "anna@mail.example\u{0}",
        "an\u{202E}na@mail.example", "anna@ma\u{200D}il.example",
        "anna@mail\u{3002}\u{3002}example",
        "\u{301}anna@mail.example", "an\u{FB01}na@mail.example", "anna@[127.0.0.1]",
        "anna@xn--a.example", "anna@mail.example.\u{2024}",
    ]

    @Test(arguments: hostile)
    func `a contact that hides something is no contact`(contact: String) async throws {
        try await House.with { house in
            let refused = await expectRefusal(.invalid) {
                try await house.call(RegisterEndUser.self, .init(email: contact))
            }
            #expect(refused?.violations.map(\.path) == ["email"])
        }
    }

    @Test(arguments: [
        ("jos\u{E9}@mail.example", "jose\u{301}@mail.example"),
        ("anna@m\u{FC}nchen.example", "Anna@xn--mnchen-3ya.EXAMPLE"),
        ("anna@mail.example", "anna@mail\u{3002}example"),
    ])
    func `two spellings of a contact are one person`(one: String, other: String) async throws {
        try await House.with { house in
            let first = try await house.call(RegisterEndUser.self, .init(email: one))
            await expectRefusal(.contactTaken) {
                try await house.call(RegisterEndUser.self, .init(email: other))
            }
            let session = try await LoginCodeFlow.logIn(other, house)
            #expect(session.endUserId == first.endUserId)
        }
    }

    @Test func `codes can't be asked for without end, known contact or not`() async throws {
        try await withEva { house, _ in
            for contact in [Self.email, "nobody@mail.example"] {
                for _ in 0..<4 { _ = try await LoginCodeFlow.request(contact, house) }
                let refused = await expectRefusal(.throttled) {
                    try await LoginCodeFlow.request(contact, house)
                }
                #expect(refused?.retryAfterMilliseconds == 30_000)
            }
        }
    }

    @Test func `a code lies sealed in the database`() async throws {
        try await withEva { house, eva in
            let code = try await LoginCodeFlow.request(Self.email, house)
            let record = try await house.instance.store.read {
                try LoginCodeRecord.find(of: eva, for: house.till, in: $0)
            }
            let sealed = try #require(record?.sealedCode)
            #expect(!String(decoding: sealed, as: UTF8.self).contains(code))
        }
    }
}
