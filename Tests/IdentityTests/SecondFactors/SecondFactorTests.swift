import OctopusIdentityContract
import FoundationEssentials
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct SecondFactorTests {
    /// What a device shows that was given the secret.
    private func code(_ secret: String, in house: House) throws -> String {
        var (bytes, buffer, bits) = ([UInt8](), 0, 0)
        for letter in secret {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
            buffer = buffer << 5 | (try #require(alphabet.firstIndex(of: letter)))
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
                buffer &= 1 << bits - 1
            }
        }
        return OneTimeCode.code(of: bytes, step: OneTimeCode.step(at: house.clock.now))
    }

    private func begin(_ token: String, in house: House) async throws -> String {
        try await house.call(
            BeginSecondFactor.self,
            .init(password: House.password),
            token: token
        ).secret
    }

    /// The secret and the recovery codes of the house's owner.
    private func setUp(in house: House) async throws -> (secret: String, codes: [String]) {
        let token = try await house.logIn().accessToken
        let secret = try await begin(token, in: house)
        let codes = try await house.call(
            ConfirmSecondFactor.self,
            .init(code: code(secret, in: house)),
            token: token
        ).recoveryCodes
        house.clock.advance(by: .seconds(30))
        return (secret, codes)
    }

    private func logIn(
        _ code: String?,
        in house: House,
        key: UUID? = nil
    ) async throws -> LogIn.Reply {
        try await house.call(
            LogIn.self,
            .init(email: House.email, password: House.password, secondFactor: code),
            key: key
        )
    }

    @Test func `a log-in asks for a code once one's device has been shown to make them`()
        async throws
    {
        try await House.with { house in
            let token = try await house.logIn().accessToken
            let other = try await house.logIn().accessToken
            await expectRefusal(.wrongPassword) {
                try await house.call(
                    BeginSecondFactor.self,
                    .init(password: "nine red kettles whistle"),
                    token: token
                )
            }
            let secret = try await begin(token, in: house)
            await expectRefusal(.secondFactorInvalid) {
                try await house.call(
                    ConfirmSecondFactor.self,
                    .init(code: "000000"),
                    token: token
                )
            }
            // Nothing is asked for until then.
            _ = try await logIn(nil, in: house)
            let code = try code(secret, in: house)
            let confirmed = try await house.call(
                ConfirmSecondFactor.self,
                .init(code: code),
                token: token
            )
            #expect(confirmed.recoveryCodes.count == 10)
            #expect(Set(confirmed.recoveryCodes).count == 10)
            await expectRefusal(.tokenRevoked) {
                try await house.call(GetMe.self, .init(), token: other)
            }
            #expect(try await house.call(GetMe.self, .init(), token: token).hasSecondFactor)
            await expectRefusal(.secondFactorRequired) { try await logIn(nil, in: house) }
            // The code that confirmed is used.
            await expectRefusal(.secondFactorInvalid) { try await logIn(code, in: house) }
            house.clock.advance(by: .seconds(30))
            let next = try self.code(secret, in: house)
            _ = try await logIn(" \(next.prefix(3)) \(next.suffix(3))", in: house)
            await expectRefusal(.secondFactorInvalid) { try await logIn(next, in: house) }
            let told = try await house.subjects(to: House.email)
            #expect(told == ["One-time codes at Octopus Mall"])
        }
    }

    @Test func `a log-in whose answer was lost is repeated with the same code`() async throws {
        try await House.with { house in
            let (secret, codes) = try await setUp(in: house)
            for code in [try code(secret, in: house), codes[0]] {
                let key = house.instance.ids.uuid(at: house.clock.now)
                let lost = try await logIn(code, in: house, key: key)
                let again = try await logIn(code, in: house, key: key)
                #expect(lost.sessionId == again.sessionId)
                await expectRefusal(.secondFactorRequired) {
                    try await logIn(nil, in: house, key: key)
                }
                await expectRefusal(.secondFactorInvalid) { try await logIn(code, in: house) }
            }
        }
    }

    @Test func `a recovery code is good once, however it is typed`() async throws {
        try await House.with { house in
            let (secret, codes) = try await setUp(in: house)
            let typed = codes[3].lowercased().replacing("-", with: " ").replacing("o", with: "0")
            _ = try await logIn(typed, in: house)
            await expectRefusal(.secondFactorInvalid) { try await logIn(codes[3], in: house) }
            let token = try await logIn(codes[4], in: house).accessToken
            let renewed = try await house.call(
                MakeRecoveryCodes.self,
                .init(password: House.password, code: code(secret, in: house)),
                token: token
            ).recoveryCodes
            await expectRefusal(.secondFactorInvalid) { try await logIn(codes[5], in: house) }
            _ = try await logIn(renewed[0], in: house)
        }
    }

    @Test func `codes can't be guessed by who has the password`() async throws {
        try await House.with { house in
            let (secret, _) = try await setUp(in: house)
            let right = try code(secret, in: house)
            for number in 0..<6 {
                let wrong = right == "11111\(number)" ? "222222" : "11111\(number)"
                await expectRefusal(.secondFactorInvalid) { try await logIn(wrong, in: house) }
            }
            await expectRefusal(.throttled) { try await logIn(right, in: house) }
            house.clock.advance(by: .seconds(1))
            _ = try await logIn(right, in: house)
        }
    }

    @Test func `a second factor is removed with password and code`() async throws {
        try await House.with { house in
            let (secret, codes) = try await setUp(in: house)
            let token = try await logIn(codes[0], in: house).accessToken
            func remove(_ password: String, _ code: String) async throws {
                try await house.call(
                    RemoveSecondFactor.self,
                    .init(password: password, code: code),
                    token: token
                )
            }
            await expectRefusal(.wrongPassword) {
                try await remove("nine red kettles whistle", code(secret, in: house))
            }
            await expectRefusal(.secondFactorInvalid) { try await remove(House.password, "000000") }
            try await remove(House.password, code(secret, in: house))
            try await remove(House.password, codes[1])
            _ = try await logIn(nil, in: house)
        }
    }

    @Test func `a role that demands codes gives nothing until they are set up`() async throws {
        try await House.with { house in
            _ = try await house.hire(
                House.colleague,
                [.users: .view],
                demandsSecondFactor: true
            )
            let first = try await house.logIn(House.colleague)
            let me = try await house.call(GetMe.self, .init(), token: first.accessToken)
            #expect(me.needsSecondFactor)
            #expect(me.levels.isEmpty)
            await expectRefusal(.denied) {
                try await house.call(ListUsers.self, .init(), token: first.accessToken)
            }
            let secret = try await begin(first.accessToken, in: house)
            try await house.call(
                ConfirmSecondFactor.self,
                .init(code: code(secret, in: house)),
                token: first.accessToken
            )
            let next = try await house.call(
                RefreshToken.self,
                .init(refreshToken: first.refreshToken)
            )
            try await house.call(ListUsers.self, .init(), token: next.accessToken)
            house.clock.advance(by: .seconds(30))
            await expectRefusal(.secondFactorDemanded) {
                try await house.call(
                    RemoveSecondFactor.self,
                    .init(password: House.password, code: code(secret, in: house)),
                    token: next.accessToken
                )
            }
        }
    }

    @Test func `a password that is reset or temporary leaves the second factor`() async throws {
        try await House.with { house in
            let (secret, _) = try await setUp(in: house)
            try await house.call(RequestPasswordReset.self, .init(email: House.email))
            let new = "six dry umbrellas dance"
            try await house.call(
                ResetPassword.self,
                .init(link: house.secret("password", to: House.email), newPassword: new)
            )
            await expectRefusal(.secondFactorRequired) { try await house.logIn(House.email, new) }
            try await house.call(
                LogIn.self,
                .init(
                    email: House.email,
                    password: new,
                    secondFactor: code(secret, in: house)
                )
            )
        }
    }

    @Test func `an administrator takes away what a colleague lost`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            let ana = try await house.logIn(House.colleague).accessToken
            let secret = try await begin(ana, in: house)
            try await house.call(
                ConfirmSecondFactor.self,
                .init(code: code(secret, in: house)),
                token: ana
            )
            await expectRefusal(.secondFactorRequired) { try await house.logIn(House.colleague) }
            await expectRefusal(.denied) {
                try await house.call(
                    RemoveUserSecondFactor.self,
                    .init(userId: user.id),
                    token: ana
                )
            }
            let bare = try await house.call(
                RemoveUserSecondFactor.self,
                .init(userId: user.id),
                token: owner
            )
            #expect(!bare.hasSecondFactor)
            await expectRefusal(.tokenRevoked) {
                try await house.call(GetMe.self, .init(), token: ana)
            }
            _ = try await house.logIn(House.colleague)
            await expectRefusal(.isOwner) {
                try await house.call(
                    RemoveUserSecondFactor.self,
                    .init(userId: house.owner),
                    token: owner
                )
            }
        }
    }

    @Test func `neither seed nor recovery code stands in the database`() async throws {
        try await House.with { house in
            let (secret, codes) = try await setUp(in: house)
            let files = try FileManager.default.contentsOfDirectory(atPath: house.folder)
            for file in files {
                guard let data = FileManager.default.contents(atPath: "\(house.folder)/\(file)")
                else { continue }
                for text in [secret, codes[0], codes[0].replacing("-", with: "")] {
                    #expect(!Array(data).contains(Array(text.utf8)), "\(file)")
                }
            }
        }
    }
}
