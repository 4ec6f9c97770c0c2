import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// What a partner's package includes and gives, as far as chats and messages go.
///
/// A partner of whom nothing was told has everything.
struct Entitlement {
    let hasChat: Bool
    let hasMessages: Bool
    let hasCannedResponses: Bool
    /// How many messages may be sent in a month.
    let messages: Allowance

    static func of(_ partner: PartnerID, in database: Database) throws -> Entitlement {
        let row = try Row.one(
            database,
            """
            SELECT has_chat, has_messages, has_canned_responses, given_messages, asked_messages
            FROM entitlements WHERE id = ?
            """,
            [partner]
        )
        return Entitlement(
            hasChat: row?[0] ?? true,
            hasMessages: row?[1] ?? true,
            hasCannedResponses: row?[2] ?? true,
            messages: Allowance(given: row?[3], asked: row?[4])
        )
    }

    /// Keeps what partners tell.
    static let handler = EventHandler<HelpdeskEnvironment>.keep(
        PartnerEntitlementChanged.self,
        in: "entitlements",
        missing: .becomes([
            "has_chat": "1", "has_messages": "1", "has_canned_responses": "1",
            "given_messages": nil, "asked_messages": nil,
        ]),
        [
            "has_chat": { $0.event.includes(.chat) },
            "has_messages": { $0.event.includes(.messages) },
            "has_canned_responses": { $0.event.includes(.cannedResponses) },
            "given_messages": { $0.event.limits?.messagesAMonth },
            "asked_messages": { $0.event.askedLimits?.messagesAMonth },
        ]
    )
}

extension PartnerEntitlementChanged {
    fileprivate func includes(_ product: Product) -> Bool {
        products.contains(product.rawValue)
    }
}
