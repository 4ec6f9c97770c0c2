public import OctopusContract

/// Replaces everything that can be edited: what is absent is removed.
///
/// It holds for what is asked for from then on; requests and partners keep what they saw.
public enum EditAddOn: Method {
    public typealias Reply = AddOn

    public static let declaration = MethodDeclaration(
        "partners.v1/EditAddOn",
        .command,
        "Changes an add-on for whom it is approved from then on.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.offerNameTaken, .offerRetired]
    )

    public struct Request: Message {
        /// Which one.
        public let addOnId: AddOnID
        /// The version that was read.
        public let version: Int64
        /// What it is and what it costs.
        public let terms: AddOnTerms

        /// Makes a request.
        public init(addOnId: AddOnID, version: Int64, terms: AddOnTerms) {
            self.addOnId = addOnId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditAddOn.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
