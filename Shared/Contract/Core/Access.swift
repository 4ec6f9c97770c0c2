/// Who may call a method, as data: any one of its rules suffices, and none is no.
///
/// The calling *program* is always checked first: its CURVE key belongs to a principal, and the
/// principal holds a grant for the method. These rules say what is demanded of the *person*.
public struct Access: Sendable, Hashable {
    public let rules: [AccessRule]

    public static func anyOf(_ rules: AccessRule...) -> Access { Access(rules: rules) }

    /// The program's grant is enough; a tenant's program reaches its own tenant only.
    public static let program = anyOf(.program)

    public init(rules: [AccessRule]) {
        self.rules = rules
    }
}

public enum AccessRule: Sendable, Hashable {
    /// No person is needed.
    case program
    /// No person is needed, and the program must belong to the installation, not to a tenant:
    /// Octopus's own services and its operators.
    case installation
    /// A user of the tenant that the routing key names, with at least this level on the product.
    case tenantUser(Product, Level)
    /// A user of the partner that the routing key names, with at least this level on the product.
    case partnerUser(Product, Level)
    /// An end user of the tenant in question, about himself.
    case endUser
    /// Whoever is logged in, about himself.
    case anybody
}

/// A part of the system that a role can be given.
public enum Product: String, Codable, Sendable, CaseIterable {
    case channels, coupons, points, pointNames, promos, messages, chat, cannedResponses
    case analytics, geolocation, segmentation, users, roles, myAccount, advertising
    case partnerManagement
}

/// How far a role reaches into a product.
///
/// A product without a level gives nothing.
public enum Level: String, Codable, Sendable, CaseIterable, Comparable {
    case view, update, full

    public static func < (one: Level, other: Level) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .view: 1
        case .update: 2
        case .full: 3
        }
    }
}
