import OctopusClient
import OctopusMesh

// The people behind the counter, and the tenant in their place.
extension DemoDay {
    func colleagueJoins(_ partner: DemoPartner) async throws -> DemoPartner {
        story.chapter("Before opening: a colleague joins")
        let role = try await story.tell("The owner makes the role Cashier: points, and no coupons")
        {
            try await client.call(
                CreateRole.self,
                .init(
                    name: "Cashier",
                    levels: [.init(.points, .update), .init(.pointNames, .view)]
                ),
                inTenant(partner.token)
            )
        }
        let email = "cashier-\(suffix.lowercased())@banana-cafe.example"
        _ = try await story.tell("and invites a colleague, who is to have it") {
            try await client.call(
                CreateUser.self,
                .init(name: "Cvita Cvitić", email: email, roleId: role.id),
                inTenant(partner.token)
            )
        }
        let password = Self.password()
        _ = try await story.tell("Cvita opens the link that was mailed to her, and sets a password")
        {
            let secret = try await mailbox.secret(to: email)
            _ = try await client.call(
                AcceptInvitation.self,
                .init(invitation: secret, password: password),
                inTenant()
            )
        }
        let login = try await story.tell("and logs in") {
            try await client.call(
                LogIn.self,
                .init(email: email, password: password),
                inTenant()
            )
        }
        let me = try await story.tell("She asks who she is") {
            try await client.call(GetMe.self, .init(), inTenant(login.accessToken))
        }
        let levels = me.levels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rawValue)" }
        story.note("Her role gives her " + levels.joined(separator: ", ") + ", and nothing else.")
        let cashier = DemoPartner(
            id: partner.id,
            name: partner.name,
            token: login.accessToken,
            tenantToken: partner.tenantToken
        )
        try await story.tellRefusal("She tries to look at the coupons", .denied) {
            _ = try await client.call(ListCoupons.self, .init(), at(cashier))
        }
        return cashier
    }

    func tenantHelps(_ partner: DemoPartner) async throws {
        story.chapter("Afternoon: the tenant helps")
        let acting = try await story.tell("The tenant's owner takes the partner's place") {
            try await client.call(
                Impersonate.self,
                .init(partnerId: partner.id),
                inTenant(partner.tenantToken)
            )
        }
        let users = try await story.tell("and looks who works there") {
            try await client.call(ListUsers.self, .init(), inTenant(acting.accessToken))
        }
        story.note(users.items.map(\.name).sorted().joined(separator: ", "))
        try await story.tellRefusal("Nobody may be invited in another's name", .impersonated) {
            _ = try await client.call(
                CreateUser.self,
                .init(
                    name: "Nobody",
                    email: "nobody@mail.example",
                    roleId: RoleID(partner.id.uuid)
                ),
                inTenant(acting.accessToken)
            )
        }
        _ = try await story.tell("The tenant's owner goes back to their own session") {
            try await client.call(ExitImpersonation.self, .init(), inTenant(acting.accessToken))
        }
        try await story.tellRefusal("The token of that place is tried once more", .tokenRevoked) {
            _ = try await client.call(ListUsers.self, .init(), inTenant(acting.accessToken))
        }
    }
}
