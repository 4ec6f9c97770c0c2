public import OctopusContract

/// What loyalty reports of a partner.
public enum LoyaltyMeasure: String, ReportMeasure {
    /// Points of a point type, as the ledger has them.
    case pointsGiven, pointsSpent, pointsExpired, pointsReversed, pointsRefunded
    /// Coupons that end users got or were given, uses of them, and those that were taken back.
    case couponsGiven, couponsRedeemed, couponsRevoked
    /// Uses that were taken back; `couponsRedeemed` counts them, too.
    case redemptionsUndone
}

/// Reports a partner's points and coupons over a time, in steps or at a glance.
public enum ReadLoyaltyReport: Method {
    public typealias Request = ReportQuery<LoyaltyMeasure>
    public typealias Reply = Report<LoyaltyMeasure>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ReadLoyaltyReport",
        .read,
        "Reports a partner's points and coupons over a time, in steps or at a glance.",
        access: .anyOf(.partnerUser(.analytics, .view)),
        routing: .partner
    )
}

/// Makes a CSV file of what a report answers, which `mesh.v1/ReadExport` reads in chunks.
public enum ExportLoyaltyReport: Method {
    public typealias Request = ReportQuery<LoyaltyMeasure>
    public typealias Reply = BegunExport

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ExportLoyaltyReport",
        .command,
        "Makes a CSV file of what a report answers: its rows, or its totals if there are no steps.",
        access: .anyOf(.partnerUser(.analytics, .view)),
        routing: .partner,
        reasons: [.tooManyExports]
    )
}
