public import OctopusContract

/// Chooses the package of partners that the tenant makes itself.
///
/// Partners that have none yet get it within a second; those that have one keep it.
public enum ChooseDefaultPackage: Method {
    public typealias Request = PackageVersion
    public typealias Reply = Package

    public static let declaration = MethodDeclaration(
        "partners.v1/ChooseDefaultPackage",
        .command,
        "Chooses the package of partners that the tenant makes itself.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.offerRetired]
    )
}
