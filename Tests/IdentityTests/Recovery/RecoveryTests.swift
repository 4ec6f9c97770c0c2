import OctopusIdentityContract
import FoundationEssentials
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct RecoveryTests {
    private func settings(
        _ command: ProcessCommand<IdentityEnvironment>,
        _ values: [String: String]
    ) -> Settings {
        Settings(command.settings, values.mapValues { .text($0) })
    }

    private func mode(of file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    }

    @Test func `a lost operator's key is revoked, and a new one may do everything`() async throws {
        try await House.with { house in
            let lost = CurveKeyPair.generate().publicKey
            let before = try await house.call(
                GrantPrincipal.self,
                .init(name: "operator", publicKey: lost.z85, grants: ["identity.v1/*"]),
                as: house.operating
            )
            let file = "\(house.folder)/new-operator.json"
            let printed = try await RecoverOperatorCommand.run(
                house.instance,
                settings(RecoverOperatorCommand.command, ["name": "operator", "key-file": file])
            )
            #expect(printed.keyFile == file)
            #expect(printed.revokedPrincipalId == before.principalId.description)
            #expect(try mode(of: file) == 0o600)
            let pair = try CurveKeyPair(file: file)
            #expect(pair.publicKey.z85 == printed.publicKey)
            try await house.settle()
            #expect(house.instance.security.principal(for: lost) == nil)
            let principal = try #require(house.instance.security.principal(for: pair.publicKey))
            #expect(principal.name == "operator" && principal.grants.contains("*"))
            #expect(principal.tenant == nil)
            #expect(Set(principal.grants) == Set(Principal.everything))
            // What was done stands in the log for everybody who audits.
            let told = try await house.events(PrincipalChanged.self)
            #expect(told.map { $0.revokedAt != nil } == [false, true, false])
        }
    }

    @Test func `no file is written over, and a refused recovery leaves none`() async throws {
        try await House.with { house in
            let file = "\(house.folder)/there.json"
            try Data("mine".utf8).write(to: URL(filePath: file))
            await #expect(throws: KeyFileError.self) {
                try await RecoverOperatorCommand.run(
                    house.instance,
                    settings(
                        RecoverOperatorCommand.command,
                        ["name": "operator", "key-file": file]
                    )
                )
            }
            #expect(try Data(contentsOf: URL(filePath: file)) == Data("mine".utf8))
            _ = try await house.call(
                GrantPrincipal.self,
                .init(
                    name: "acme-till",
                    publicKey: CurveKeyPair.generate().publicKey.z85,
                    tenantId: house.tenant,
                    grants: ["loyalty.v1/*"]
                ),
                as: house.operating
            )
            // A tenant's program is no operator.
            let other = "\(house.folder)/other.json"
            await #expect(throws: Refusal.self) {
                try await RecoverOperatorCommand.run(
                    house.instance,
                    settings(
                        RecoverOperatorCommand.command,
                        ["name": "acme-till", "key-file": other]
                    )
                )
            }
            #expect(!FileManager.default.fileExists(atPath: other))
            #expect(try await house.events(PrincipalChanged.self).count == 1)
        }
    }

    @Test(arguments: ["Octopus Mall", nil])
    func `a lost password is set anew, and all sessions of the owner end`(
        tenant: String?
    ) async throws {
        try await House.with { house in
            let session = try await house.logIn()
            for _ in 0..<6 {
                await expectRefusal(.badCredentials) { try await house.logIn(House.email, "no") }
            }
            let file = "\(house.folder)/owner.new"
            let printed = try await RecoverOwnerCommand.run(
                house.instance,
                settings(
                    RecoverOwnerCommand.command,
                    ["tenant": tenant ?? house.tenant.description, "password-file": file]
                )
            )
            #expect(printed.userId == house.owner.description && printed.email == House.email)
            #expect(printed.endedSessions == 1)
            #expect(try mode(of: file) == 0o600)
            let password = try PasswordFile.read(file)
            #expect(PasswordRules.fault(of: Password(password), known: [House.email]) == nil)
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(
                    RefreshToken.self,
                    .init(refreshToken: session.refreshToken)
                )
            }
            // Nobody waits for what was guessed before.
            _ = try await house.logIn(House.email, password)
            await expectRefusal(.badCredentials) { try await house.logIn() }
            #expect(try await house.events(SessionEnded.self).map(\.session) == [session.sessionId])
        }
    }

    @Test func `a partner's owner is found by e-mail, and nobody else is touched`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            _ = try await house.openPartner(
                "Bakery",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            let file = "\(house.folder)/ana.new"
            _ = try await RecoverOwnerCommand.run(
                house.instance,
                settings(
                    RecoverOwnerCommand.command,
                    ["tenant": "Octopus Mall", "email": "Ana@Shop.example", "password-file": file]
                )
            )
            _ = try await house.logIn("ana@shop.example", try PasswordFile.read(file))
            _ = try await house.logIn()
            for wrong in [
                ["tenant": "Octopus Mall", "email": "x@shop.example"], ["tenant": "No Mall"],
                ["tenant": house.owner.description], ["tenant": "Octopus Mall", "email": "x"],
            ] {
                let unused = "\(house.folder)/unused"
                await #expect(throws: Refusal.self) {
                    try await RecoverOwnerCommand.run(
                        house.instance,
                        settings(
                            RecoverOwnerCommand.command,
                            wrong.merging(["password-file": unused]) { old, _ in old }
                        )
                    )
                }
                #expect(!FileManager.default.fileExists(atPath: unused))
            }
        }
    }
}
