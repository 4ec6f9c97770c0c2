public import OctopusContract

/// How many points may be given.
///
/// What is absent is not set: for a partner what its tenant has set holds, and otherwise the standard.
public struct IssuanceLimits: Message {
    /// What one operator may give on a day of the tenant's calendar; 1,000,000 is the standard.
    public let operatorDailyPoints: Int64?
    /// What all operators of a partner may give on a day; 10,000,000 is the standard.
    public let partnerDailyPoints: Int64?
    /// What all partners of the tenant may give on a day; 100,000,000 is the standard.
    ///
    /// No partner has one of its own.
    public let tenantDailyPoints: Int64?
    /// An award of more points needs the approval of a second person; 100,000 is the standard.
    public let approvalAbovePoints: Int64?
    /// For how many minutes operators can undo what they gave; 15 is the standard, 0 is never.
    public let undoMinutes: Int64?

    /// Makes limits.
    public init(
        operatorDailyPoints: Int64? = nil,
        partnerDailyPoints: Int64? = nil,
        tenantDailyPoints: Int64? = nil,
        approvalAbovePoints: Int64? = nil,
        undoMinutes: Int64? = nil
    ) {
        self.operatorDailyPoints = operatorDailyPoints
        self.partnerDailyPoints = partnerDailyPoints
        self.tenantDailyPoints = tenantDailyPoints
        self.approvalAbovePoints = approvalAbovePoints
        self.undoMinutes = undoMinutes
    }
}

extension IssuanceLimits {
    public static let limits: [FieldLimit<Self>] = [
        .number("operatorDailyPoints", \.operatorDailyPoints, LoyaltyLimits.dailyPoints),
        .number("partnerDailyPoints", \.partnerDailyPoints, LoyaltyLimits.dailyPoints),
        .number("tenantDailyPoints", \.tenantDailyPoints, LoyaltyLimits.dailyPoints),
        .number("approvalAbovePoints", \.approvalAbovePoints, LoyaltyLimits.approvalAbove),
        .number("undoMinutes", \.undoMinutes, LoyaltyLimits.undoMinutes),
    ]
}

/// What was set of how many points may be given, and what holds.
public struct IssuanceTerms: Message {
    /// Rises with each change; 0 while nothing was ever set.
    public let version: Int64
    /// What was set.
    public let limits: IssuanceLimits
    /// What holds: every field is there.
    public let inForce: IssuanceLimits

    /// Makes one from its fields.
    public init(version: Int64, limits: IssuanceLimits, inForce: IssuanceLimits) {
        self.version = version
        self.limits = limits
        self.inForce = inForce
    }
}

/// Whose limit it is.
public enum IssuanceScope: String, Codable, Sendable, CaseIterable {
    /// Of one operator, of all operators of a partner, of all partners of a tenant.
    case `operator`, partner, tenant
}

/// Shows how many points may be given.
public enum GetIssuanceLimits: Method {
    public typealias Reply = IssuanceTerms

    public static let declaration = MethodDeclaration(
        "loyalty.v1/GetIssuanceLimits",
        .read,
        "Shows how many points may be given in a tenant, or by one of its partners.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )

    public struct Request: Message {
        /// The partner; absent: the tenant's own, which hold for all partners without others.
        public let partnerId: PartnerID?

        /// Makes a request.
        public init(partnerId: PartnerID? = nil) {
            self.partnerId = partnerId
        }
    }
}

/// Sets how many points may be given.
///
/// A partner's own limits may be higher or lower than the tenant's for all partners. They hold for the next
/// award, with what was given today counted.
public enum SetIssuanceLimits: Method {
    public typealias Reply = IssuanceTerms

    public static let declaration = MethodDeclaration(
        "loyalty.v1/SetIssuanceLimits",
        .command,
        "Sets how many points may be given in a tenant, or by one of its partners.",
        access: .anyOf(.tenantUser(.partnerManagement, .full)).refusingImpersonators,
        routing: .tenant
    )

    public struct Request: Message {
        /// The partner; absent: the tenant's own, which hold for all partners without others.
        public let partnerId: PartnerID?
        /// The version that was read; 0 if nothing was set.
        public let version: Int64
        /// Replaces all of them: what is absent is no longer set.
        public let limits: IssuanceLimits

        /// Makes a request.
        public init(partnerId: PartnerID? = nil, version: Int64, limits: IssuanceLimits) {
            self.partnerId = partnerId
            self.version = version
            self.limits = limits
        }
    }
}

extension SetIssuanceLimits.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("limits", \.limits)]
}
