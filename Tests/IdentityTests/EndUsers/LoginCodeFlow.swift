import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

@testable import OctopusIdentity

/// What the tenant's backend and the end user do together.
enum LoginCodeFlow {
    /// What was sent last after asking; a code that opens nothing if nothing was ever sent.
    static func request(
        _ contact: String,
        _ house: House,
        as program: Principal? = nil
    ) async throws -> String {
        try await house.call(RequestLoginCode.self, .init(contact: contact), as: program)
        return try await sent(to: contact, house) ?? "00000000"
    }

    /// The last code that went to a contact.
    static func sent(to contact: String, _ house: House) async throws -> String? {
        try await house.instance.jobs.wake(LoginCodes.job)
        try await house.instance.jobs.runDue()
        guard let contact = Contact(contact) else { return nil }
        guard case .email(let email) = contact else { return try await codes(house).last }
        let mail = try await house.world.mails(to: email.deliverable).last {
            $0.subject.hasPrefix("Your code")
        }
        let line = mail?.text.split(separator: "\n").first { $0.hasPrefix("    ") }
        return line.map { $0.filter(\.isNumber) }
    }

    /// The codes that are good now, the newest last.
    static func codes(_ house: House) async throws -> [String] {
        let records = try await house.instance.store.read { database in
            try LoginCodeRecord.all(database, "SELECT * FROM login_codes ORDER BY id")
        }
        return try records.map { record in
            let code = try house.instance.environment.sealer.open(
                Array(record.sealedCode),
                at: .loginCode(record.id)
            )
            return String(decoding: code, as: UTF8.self)
        }
    }

    static func logIn(
        _ contact: String,
        _ code: String,
        _ house: House,
        as program: Principal? = nil
    ) async throws -> LogInEndUser.Reply {
        try await house.call(
            LogInEndUser.self,
            .init(contact: contact, loginCode: code),
            as: program
        )
    }

    static func logIn(_ contact: String, _ house: House) async throws -> LogInEndUser.Reply {
        try await logIn(contact, request(contact, house), house)
    }

    /// Has a program of the tenant's deliver messages to phones.
    @discardableResult
    static func chooseDeliverer(_ house: House, by owner: String) async throws -> PrincipalID {
        let program = try await house.call(
            GrantPrincipal.self,
            .init(
                name: "sms-gate",
                publicKey: CurveKeyPair.generate().publicKey.z85,
                tenantId: house.tenant,
                grants: [
                    "mesh.v1/ReadEvents:identity.v1/LoginCodeToDeliver", "mesh.v1/ReadPersonal",
                ]
            ),
            as: house.operating
        ).principalId
        try await house.call(SetMessageProgram.self, .init(principalId: program), token: owner)
        return program
    }

    /// A code that is not that one.
    static func other(than code: String) -> String { code == "00000000" ? "00000001" : "00000000" }
}
