/// A part of the system that a role can be given.
///
/// A product more is a word here and a line in ``terms``.
public enum Product: String, Codable, Sendable, CaseIterable {
    /// A partner's products.
    case channels, coupons, points, pointNames, promos, messages, chat, cannedResponses
    /// Products of a partner and of a tenant.
    case analytics, geolocation, segmentation, users, roles, myAccount, invoices, advertising, audit
    /// A tenant's partners.
    case partnerManagement
}

extension Product {
    /// Where a product is offered, and what a new role has of it.
    public struct Terms: Sendable, Hashable {
        /// Who can have it.
        public let offer: Offer
        /// The level that a new role begins with; nil is none.
        public let standard: Level?

        fileprivate init(_ offer: Offer, standard: Level? = nil) {
            self.offer = offer
            self.standard = standard
        }
    }

    /// Who can have a product.
    public enum Offer: Sendable, Hashable {
        /// Every account: without it nobody could run the account, or buy a larger package.
        case always
        /// A tenant's account, and a partner whose package includes it.
        case package
        /// A tenant's account alone.
        case tenant
    }

    /// The table of the products.
    public var terms: Terms {
        switch self {
        case .channels: Terms(.package, standard: .view)
        case .coupons: Terms(.package)
        case .points: Terms(.package)
        case .pointNames: Terms(.package, standard: .view)
        case .promos: Terms(.package)
        case .messages: Terms(.package)
        case .chat: Terms(.package)
        case .cannedResponses: Terms(.package)
        case .analytics: Terms(.package)
        case .geolocation: Terms(.package, standard: .view)
        case .segmentation: Terms(.package, standard: .view)
        case .users: Terms(.always)
        case .roles: Terms(.always)
        case .myAccount: Terms(.always)
        case .invoices: Terms(.always)
        case .advertising: Terms(.package)
        case .audit: Terms(.always)
        case .partnerManagement: Terms(.tenant)
        }
    }
}
