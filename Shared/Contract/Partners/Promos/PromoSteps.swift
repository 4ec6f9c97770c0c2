public import OctopusContract

// What can be done with a promo:
//
//     draft ──▶ scheduled ──▶ live ──▶ ended      by time, from `scheduled` on
//       ├─────▶ requested ──▶ scheduled           approved by the tenant, if it reaches everybody
//       ◀───────────┘                             rejected, or the request cancelled
//       └───────────┴───┴───────┴──▶ cancelled    by its partner

/// The promo that a step is taken with.
public struct PromoVersion: Message {
    /// Which one.
    public let promoId: PromoID
    /// The version that was read.
    public let version: Int64

    /// Makes one from its fields.
    public init(promoId: PromoID, version: Int64) {
        self.promoId = promoId
        self.version = version
    }
}

/// Lets a promo begin at its time; one that reaches others than followers asks the tenant first.
public enum SchedulePromo: Method {
    public typealias Request = PromoVersion
    public typealias Reply = Promo

    public static let declaration = MethodDeclaration(
        "partners.v1/SchedulePromo",
        .command,
        "Lets a promo begin at its time, or asks the tenant for its approval.",
        access: .anyOf(.partnerUser(.promos, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .tooManyRequests, .throttled]
    )
}

/// Ends a promo for good, and takes back the request for it.
public enum CancelPromo: Method {
    public typealias Request = PromoVersion
    public typealias Reply = Promo

    public static let declaration = MethodDeclaration(
        "partners.v1/CancelPromo",
        .command,
        "Ends a promo for good, and takes back the request for it.",
        access: .anyOf(.partnerUser(.promos, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}
