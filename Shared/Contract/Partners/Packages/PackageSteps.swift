public import OctopusContract

// What can be done with a package: available ◀──▶ retired

/// The package that a step is taken with.
public struct PackageVersion: Message {
    /// Which one.
    public let packageId: PackageID
    /// The version that was read.
    public let version: Int64

    /// Makes one from its fields.
    public init(packageId: PackageID, version: Int64) {
        self.packageId = packageId
        self.version = version
    }
}

/// Ends the offer of a package; who has it keeps it.
public enum RetirePackage: Method {
    public typealias Request = PackageVersion
    public typealias Reply = Package

    public static let declaration = MethodDeclaration(
        "partners.v1/RetirePackage",
        .command,
        "Ends the offer of a package; who has it keeps it.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )
}

/// Offers a package again.
public enum OfferPackage: Method {
    public typealias Request = PackageVersion
    public typealias Reply = Package

    public static let declaration = MethodDeclaration(
        "partners.v1/OfferPackage",
        .command,
        "Offers a package again that was retired.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.wrongState, .offerNameTaken]
    )
}
