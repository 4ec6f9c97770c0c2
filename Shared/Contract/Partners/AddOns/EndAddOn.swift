public import OctopusContract

/// Ends an add-on that is paid by the month or the year.
///
/// It is there, and is paid, until its period ends: the month that runs in the tenant's zone; of one by the
/// year the twelfth month, counted from the one in which it was approved.
public enum EndAddOn: Method {
    public typealias Request = AddOnChoice
    public typealias Reply = EndingAddOn

    public static let declaration = MethodDeclaration(
        "partners.v1/EndAddOn",
        .command,
        "Ends an add-on that is paid by the month or the year, with its period; of several one.",
        access: .anyOf(.partnerUser(.myAccount, .update)),
        routing: .partner,
        reasons: [.aboveLimits, .wrongState]
    )
}

/// Takes back the end of an add-on that has not come yet.
public enum KeepAddOn: Method {
    public typealias Request = AddOnChoice
    public typealias Reply = AddOnBalance

    public static let declaration = MethodDeclaration(
        "partners.v1/KeepAddOn",
        .command,
        "Keeps an add-on that would end with its period; of several one.",
        access: .anyOf(.partnerUser(.myAccount, .update)),
        routing: .partner,
        reasons: [.wrongState]
    )
}

/// Which add-on of the partner's.
public struct AddOnChoice: Message {
    /// Its identifier.
    public let addOnId: AddOnID

    /// Makes a choice.
    public init(addOnId: AddOnID) {
        self.addOnId = addOnId
    }
}

/// An add-on that ends.
public struct EndingAddOn: Message {
    /// When it ends; it is charged until then.
    public let endsAt: Instant
    /// What the partner has of the add-on.
    public let balance: AddOnBalance

    /// Makes one from its fields.
    public init(endsAt: Instant, balance: AddOnBalance) {
        self.endsAt = endsAt
        self.balance = balance
    }
}
