import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit

/// What partners follow of identity, beside people and partners.
enum Accounts {
    /// Names and addresses for mails.
    static let follower = FollowerDefinition<PartnersEnvironment>.projection(
        "accounts",
        of: "identity",
        [
            .keep(
                TenantChanged.self,
                in: "tenant_names",
                missing: .kept,
                [
                    "name": { $0.event.name }, "sender_name": { $0.event.senderName },
                    "reply_to": { $0.event.replyTo }, "links_base": { $0.event.linksBase },
                ]
            ),
            .keep(
                UserChanged.self,
                in: "users",
                missing: .deleted(when: { $0.status == .deleted }),
                [
                    "tenant": { try $0.tenant }, "partner": { try? $0.partner },
                    "is_owner": { $0.event.isOwner ? 1 : 0 },
                    "is_chat_operator": { $0.event.chatOperator == nil ? 0 : 1 },
                    "name": { $0.personal?.name }, "email": { $0.personal?.email },
                    "phone": { $0.personal?.phone },
                ]
            ),
            .keep(
                EndUserChanged.self,
                in: "receivers",
                missing: .deleted(when: { $0.status == .erased }),
                [
                    "tenant": { try $0.tenant },
                    "agrees": { followed in
                        let consents = followed.event.consents ?? []
                        let agrees = consents.contains(.inAppMarketing)
                        return agrees && followed.event.status == .active ? 1 : 0
                    },
                ]
            ),
        ]
    )
}

/// A tenant as its mails name it.
struct TenantName {
    let name: String
    let senderName: String?
    let replyTo: String?
    let linksBase: String?

    static func find(_ id: TenantID, in database: Database) throws -> TenantName? {
        try Row.one(
            database,
            "SELECT name, sender_name, reply_to, links_base FROM tenant_names WHERE id = ?",
            [id]
        ).map { TenantName(name: $0[0], senderName: $0[1], replyTo: $0[2], linksBase: $0[3]) }
    }
}

/// Whom a partner's mail is written to: its Account owner.
struct AccountOwner {
    let name: String?
    let email: String
    let phone: String?

    var contact: PartnerContact { PartnerContact(name: name, email: email, phone: phone) }

    static func of(_ partner: PartnerID, in database: Database) throws -> AccountOwner? {
        let row = try Row.one(
            database,
            "SELECT name, email, phone FROM users WHERE partner = ? AND is_owner = 1",
            [partner]
        )
        guard let row, let email: String = row["email"] else { return nil }
        return AccountOwner(name: row["name"], email: email, phone: row["phone"])
    }
}
