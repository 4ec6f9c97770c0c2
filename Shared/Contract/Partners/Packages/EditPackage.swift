public import OctopusContract

/// Replaces everything that can be edited: what is absent is removed.
///
/// It holds for what is asked for from then on; requests and partners keep what they saw.
public enum EditPackage: Method {
    public typealias Reply = Package

    public static let declaration = MethodDeclaration(
        "partners.v1/EditPackage",
        .command,
        "Changes a package for whom it is approved from then on.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.offerNameTaken, .offerRetired]
    )

    public struct Request: Message {
        /// Which one.
        public let packageId: PackageID
        /// The version that was read.
        public let version: Int64
        /// What it is and what it costs.
        public let terms: PackageTerms

        /// Makes a request.
        public init(packageId: PackageID, version: Int64, terms: PackageTerms) {
            self.packageId = packageId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditPackage.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
