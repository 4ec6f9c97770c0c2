public import OctopusContract

// What can be done with an add-on: available ◀──▶ retired

/// The add-on that a step is taken with.
public struct AddOnVersion: Message {
    /// Which one.
    public let addOnId: AddOnID
    /// The version that was read.
    public let version: Int64

    /// Makes one from its fields.
    public init(addOnId: AddOnID, version: Int64) {
        self.addOnId = addOnId
        self.version = version
    }
}

/// Ends the offer of an add-on; who has it keeps it.
public enum RetireAddOn: Method {
    public typealias Request = AddOnVersion
    public typealias Reply = AddOn

    public static let declaration = MethodDeclaration(
        "partners.v1/RetireAddOn",
        .command,
        "Ends the offer of an add-on; who has it keeps it.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )
}

/// Offers an add-on again.
public enum OfferAddOn: Method {
    public typealias Request = AddOnVersion
    public typealias Reply = AddOn

    public static let declaration = MethodDeclaration(
        "partners.v1/OfferAddOn",
        .command,
        "Offers an add-on again that was retired.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.wrongState, .offerNameTaken]
    )
}
