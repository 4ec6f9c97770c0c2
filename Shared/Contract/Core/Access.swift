/// Who may call a method, as data: any one of its rules suffices, and none is no.
///
/// The calling *program* is always checked first: its CURVE key belongs to a principal, and the
/// principal holds a grant for the method. These rules say what is demanded of the *person*.
public struct Access: Sendable, Hashable {
    /// Any one of them suffices; none is no.
    public let rules: [AccessRule]
    /// Whether a person who acts in somebody else's place (RFC 8693), or a program that acts by itself, is
    /// refused, whatever the rules say.
    public let refusesImpersonators: Bool

    /// Lets in whom any of the rules lets in.
    public static func anyOf(_ rules: AccessRule...) -> Access { Access(rules: rules) }

    /// The same for everybody but impersonators and service accounts: what touches credentials, ownership,
    /// second factors or keys is a person's own.
    public var refusingImpersonators: Access { Access(rules: rules, refusesImpersonators: true) }

    /// The program's grant is enough; a tenant's program reaches its own tenant only.
    public static let program = anyOf(.program)

    /// Makes access of its rules.
    public init(rules: [AccessRule], refusesImpersonators: Bool = false) {
        self.rules = rules
        self.refusesImpersonators = refusesImpersonators
    }
}

/// One way to be let in: what a method demands of the person.
public enum AccessRule: Sendable, Hashable {
    /// No person is needed.
    case program
    /// No person is needed, and the program must belong to the installation, not to a tenant:
    /// Octopus's own services and its operators. It must be granted by name, no wildcard has it.
    case installation
    /// A user of the tenant that the routing key names, or a service account, with at least this level on
    /// the product.
    case tenantUser(Product, Level)
    /// A user of the partner that the routing key names, or a service account, with at least this level on
    /// the product.
    case partnerUser(Product, Level)
    /// An end user of the tenant in question, about themselves.
    case endUser
    /// Every admin user who is logged in, about themselves.
    case user
    /// Every person who is logged in, about themselves: admin users and end users.
    case anybody
    /// A program that acts by itself, about what it began.
    case service
    /// A visitor of a tenant's website, about themselves; nobody has proved who they are.
    case visitor
}

/// The words of access, each with what it demands, as the contract prints them.
public struct AccessWord: Sendable, Hashable {
    /// As the contract writes it: `tenantUser`.
    public let word: String
    /// One sentence.
    public let meaning: String

    /// Every word there is.
    public static let all: [AccessWord] = [
        AccessWord(
            word: "program",
            meaning: "The program's grant is enough; no person is needed."
        ),
        AccessWord(
            word: "installation",
            meaning:
                "No person is needed, but a program of the installation, to which it is granted by name."
        ),
        AccessWord(
            word: "tenantUser",
            meaning:
                "A user of the tenant, or a service account, with at least this level on the product."
        ),
        AccessWord(
            word: "partnerUser",
            meaning:
                "A user of the partner that the routing key names, or a service account, with at least "
                + "this level."
        ),
        AccessWord(word: "endUser", meaning: "An end user of the tenant, about themselves."),
        AccessWord(
            word: "user",
            meaning: "Every admin user who is logged in, about themselves."
        ),
        AccessWord(
            word: "anybody",
            meaning: "Every person who is logged in, about themselves."
        ),
        AccessWord(
            word: "service",
            meaning: "A program that acts by itself, about what it began."
        ),
        AccessWord(
            word: "visitor",
            meaning:
                "A visitor of a tenant's website, about themselves; nobody has proved who they are."
        ),
    ]

    /// The word of a rule's text: `tenantUser` of `tenantUser(points, view)`.
    public static func of(_ rule: String) -> AccessWord? {
        let word = rule.prefix { $0 != "(" }
        return all.first { $0.word == word }
    }
}

/// How far a role reaches into a product.
///
/// A product without a level gives nothing.
public enum Level: String, Codable, Sendable, CaseIterable, Comparable {
    /// To see; to change what is there; to create and remove. Each includes the ones before.
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
