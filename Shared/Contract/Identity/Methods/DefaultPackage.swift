public import OctopusContract

/// What partners have of whom no package is known.
public struct DefaultPackage: Message {
    /// Rises with each change, from 0; a change names the one that was read.
    public let version: Int64
    /// The products that it includes, beside those that every account has.
    public let products: [Product]

    /// Makes one from its fields.
    public init(version: Int64, products: [Product]) {
        self.version = version
        self.products = products
    }
}

/// Reads the package of partners that have none of their own yet.
public enum GetDefaultPackage: Method {
    public typealias Request = Empty
    public typealias Reply = DefaultPackage

    public static let declaration = MethodDeclaration(
        "identity.v1/GetDefaultPackage",
        .read,
        "The products of partners whose package is not known.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )
}

/// Changes the package of partners that have none of their own yet.
public enum SetDefaultPackage: Method {
    public typealias Reply = DefaultPackage

    public static let declaration = MethodDeclaration(
        "identity.v1/SetDefaultPackage",
        .command,
        "Changes what partners have whose package is not known; it holds everywhere within a second.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)).refusingImpersonators,
        routing: .tenant
    )

    public struct Request: Message {
        /// The version that was read.
        public let version: Int64
        /// The products that it includes, each once; none is allowed.
        public let products: [Product]

        /// Makes a request.
        public init(version: Int64, products: [Product]) {
            self.version = version
            self.products = products
        }
    }
}
