import FoundationEssentials
import OctopusClient
import OctopusMesh

/// A day that is told: who acts in it, and how each of them calls.
protocol ToldDay {
    static var stepCount: Int { get }

    var client: MeshClient { get }
    var owner: DemoOwner { get }
    var mailbox: DemoMailbox { get }
    var story: Story { get }
    /// New in each run, so that names and e-mails are too.
    var suffix: String { get }
    /// One pair of eyes for all: what one of them has done, the next one's call waits for.
    var seen: Sightings { get }

    init(client: MeshClient, owner: DemoOwner, mailbox: DemoMailbox, story: Story)

    func tell() async throws
}

extension ToldDay {
    static func password() -> String { UUID().uuidString + UUID().uuidString }

    func inTenant(_ token: String? = nil) -> CallOptions {
        CallOptions(token: token, routingKey: owner.tenant.uuid, timeout: .seconds(20), seen: seen)
    }

    func at(_ partner: DemoPartner, as endUser: DemoEndUser? = nil) -> CallOptions {
        CallOptions(
            token: endUser?.token ?? partner.token,
            routingKey: partner.id.uuid,
            timeout: .seconds(20),
            seen: seen
        )
    }

    /// The tenant's owner opens an account for a partner, whose owner logs in.
    func tellOfPartner(
        _ name: String,
        _ tenantToken: String,
        _ email: String
    ) async throws
        -> DemoPartner
    {
        let created = try await story.tell("opens an account for the partner \(name)") {
            try await client.call(
                CreatePartner.self,
                .init(name: name, ownerName: "Bruno Bananić", ownerEmail: email),
                inTenant(tenantToken)
            )
        }
        let token = try await story.tell("Its owner opens the link that was mailed, and logs in") {
            try await accepted(email)
        }
        return DemoPartner(
            id: created.partnerId,
            name: name,
            token: token,
            tenantToken: tenantToken
        )
    }

    /// The token of the tenant's owner.
    func tellOfOwner() async throws -> String {
        try await story.tell("The tenant's owner logs in as \(owner.email)") {
            try await client.call(
                LogIn.self,
                .init(email: owner.email, password: owner.password),
                inTenant()
            )
        }.accessToken
    }

    /// The token of somebody who opens the link of their invitation, and logs in.
    func accepted(_ email: String) async throws -> String {
        let password = Self.password()
        let invitation = try await mailbox.secret(to: email)
        _ = try await client.call(
            AcceptInvitation.self,
            .init(invitation: invitation, password: password),
            inTenant()
        )
        return try await client.call(
            LogIn.self,
            .init(email: email, password: password),
            inTenant()
        ).accessToken
    }

    /// Somebody registers in the tenant's app, and logs in.
    func tellOfEndUser(_ name: String) async throws -> DemoEndUser {
        let word = name.prefix { $0 != " " }
        let contact = "\(word.lowercased())-\(suffix.lowercased())@mail.example"
        return try await story.tell("\(word) registers in the tenant's app, and logs in") {
            let registered = try await client.call(
                RegisterEndUser.self,
                .init(name: name, email: contact),
                inTenant()
            )
            _ = try await client.call(RequestLoginCode.self, .init(contact: contact), inTenant())
            let login = try await client.call(
                LogInEndUser.self,
                .init(contact: contact, loginCode: try await mailbox.code(to: contact)),
                inTenant()
            )
            return DemoEndUser(id: registered.endUserId, token: login.accessToken)
        }
    }

    /// Looks until it has come about: services tell each other what to do after their commits.
    func awaited<Thing>(
        _ what: String,
        _ look: () async throws -> Thing?
    ) async throws -> Thing {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            if let found = try await look() { return found }
            guard ContinuousClock.now < deadline else {
                throw Failure(.fault, "\(what) has not come about")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

struct DemoPartner {
    let id: PartnerID
    let name: String
    /// Of who calls for it.
    let token: String
    /// Of the tenant's owner.
    let tenantToken: String
}

struct DemoEndUser {
    let id: EndUserID
    let token: String
}
