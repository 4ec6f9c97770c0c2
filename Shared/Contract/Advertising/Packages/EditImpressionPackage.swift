public import OctopusContract

/// Puts a package of impressions into the tenant's catalogue.
public enum CreateImpressionPackage: Method {
    public typealias Reply = ImpressionPackage

    public static let declaration = MethodDeclaration(
        "advertising.v1/CreateImpressionPackage",
        .command,
        "Puts a package of impressions into the tenant's catalogue.",
        access: .anyOf(.tenantUser(.advertising, .full)),
        routing: .tenant,
        reasons: [.impressionPackageNameTaken, .tooManyImpressionPackages]
    )

    public struct Request: Message {
        /// What it is and what it costs.
        public let terms: ImpressionPackageTerms

        /// Makes a request.
        public init(terms: ImpressionPackageTerms) {
            self.terms = terms
        }
    }
}

extension CreateImpressionPackage.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Replaces everything that can be edited.
///
/// It holds for what is asked for from then on; requests keep what they saw.
public enum EditImpressionPackage: Method {
    public typealias Reply = ImpressionPackage

    public static let declaration = MethodDeclaration(
        "advertising.v1/EditImpressionPackage",
        .command,
        "Changes a package of impressions for who asks for it from then on.",
        access: .anyOf(.tenantUser(.advertising, .update)),
        routing: .tenant,
        reasons: [.impressionPackageNameTaken, .impressionPackageRetired]
    )

    public struct Request: Message {
        /// Which one.
        public let impressionPackageId: ImpressionPackageID
        /// The version that was read.
        public let version: Int64
        /// What it is and what it costs.
        public let terms: ImpressionPackageTerms

        /// Makes a request.
        public init(
            impressionPackageId: ImpressionPackageID,
            version: Int64,
            terms: ImpressionPackageTerms
        ) {
            self.impressionPackageId = impressionPackageId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditImpressionPackage.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
