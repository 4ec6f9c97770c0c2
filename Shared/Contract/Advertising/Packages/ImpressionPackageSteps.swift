public import OctopusContract

// What can be done with a package of impressions: available ◀──▶ retired

/// The package of impressions that a step is taken with.
public struct ImpressionPackageVersion: Message {
    /// Which one.
    public let impressionPackageId: ImpressionPackageID
    /// The version that was read.
    public let version: Int64

    /// Makes one from its fields.
    public init(impressionPackageId: ImpressionPackageID, version: Int64) {
        self.impressionPackageId = impressionPackageId
        self.version = version
    }
}

/// Ends the offer of a package; who has asked for it may still get it.
public enum RetireImpressionPackage: Method {
    public typealias Request = ImpressionPackageVersion
    public typealias Reply = ImpressionPackage

    public static let declaration = MethodDeclaration(
        "advertising.v1/RetireImpressionPackage",
        .command,
        "Ends the offer of a package of impressions.",
        access: .anyOf(.tenantUser(.advertising, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )
}

/// Offers a package again.
public enum OfferImpressionPackage: Method {
    public typealias Request = ImpressionPackageVersion
    public typealias Reply = ImpressionPackage

    public static let declaration = MethodDeclaration(
        "advertising.v1/OfferImpressionPackage",
        .command,
        "Offers a package of impressions again that was retired.",
        access: .anyOf(.tenantUser(.advertising, .update)),
        routing: .tenant,
        reasons: [.wrongState, .impressionPackageNameTaken]
    )
}
