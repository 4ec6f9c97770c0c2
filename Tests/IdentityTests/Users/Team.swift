import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusIdentity

// Colleagues of the house's owner.
extension House {
    static let colleague = "ana@mall.example"

    /// A role of the account that the token is of.
    func role(
        _ levels: [Product: Level],
        named name: String = "Cashier",
        demandsSecondFactor: Bool = false,
        by token: String
    ) async throws -> RoleID {
        let levels = levels.sorted { $0.key.rawValue < $1.key.rawValue }
        return try await call(
            CreateRole.self,
            .init(
                name: name,
                levels: levels.map { ProductLevel($0.key, $0.value) },
                demandsSecondFactor: demandsSecondFactor
            ),
            token: token
        ).id
    }

    @discardableResult
    func invite(
        _ email: String = colleague,
        name: String = "Ana Horvat",
        role: RoleID,
        by token: String,
        key: UUID? = nil
    ) async throws -> User {
        try await call(
            CreateUser.self,
            .init(name: name, email: email, phone: "+385 91 234 5678", roleId: role),
            token: token,
            key: key
        )
    }

    /// A colleague who has accepted, with the owner's token.
    func hire(
        _ email: String = colleague,
        _ levels: [Product: Level] = [.users: .view],
        demandsSecondFactor: Bool = false
    ) async throws -> (user: User, owner: String) {
        let owner = try await logIn().accessToken
        let role = try await role(
            levels,
            named: "Role of \(email)",
            demandsSecondFactor: demandsSecondFactor,
            by: owner
        )
        let user = try await invite(email, role: role, by: owner)
        try await accept(email)
        return (user, owner)
    }

    func accept(_ email: String, _ password: String = House.password) async throws {
        try await call(
            AcceptInvitation.self,
            .init(invitation: secret("invitation", to: email), password: password)
        )
    }

    /// The secret of the last link of that page that was mailed to the address.
    func secret(_ page: String, to email: String) async throws -> String {
        try await runMailJobs()
        let links = try await world.mails(to: email).flatMap(\.links)
        let link = try #require(links.last { $0.contains("/\(page)#") }, "no mail for \(page)")
        return String(try #require(link.split(separator: "#").last))
    }

    /// What was mailed to an address, by subject.
    func subjects(to email: String) async throws -> [String] {
        try await runMailJobs()
        return try await world.mails(to: email).map(\.subject)
    }

    private func runMailJobs() async throws {
        try await instance.jobs.wake(PasswordResets.job)
        try await instance.jobs.runDue()
    }
}
