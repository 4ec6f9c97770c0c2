import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// What a tenant has set of how many points may be given, as it lies in the database.
struct IssuanceLimitsRecord: StoredRecord {
    static let databaseTableName = "issuance_limits"

    /// The tenant, or one of its partners.
    let id: UUID
    let tenant: TenantID
    var version: Int64 = 1
    private var operatorPoints: Int64?
    private var partnerPoints: Int64?
    private var tenantPoints: Int64?
    private var approvalAbove: Int64?
    private var undoMinutes: Int64?

    init(_ limits: IssuanceLimits, of id: UUID, in tenant: TenantID) {
        (self.id, self.tenant) = (id, tenant)
        take(limits)
    }

    mutating func take(_ limits: IssuanceLimits) {
        operatorPoints = limits.operatorDailyPoints
        partnerPoints = limits.partnerDailyPoints
        tenantPoints = limits.tenantDailyPoints
        approvalAbove = limits.approvalAbovePoints
        undoMinutes = limits.undoMinutes
    }

    static func find(_ id: UUID, in database: Database) throws -> IssuanceLimitsRecord? {
        try one(database, "SELECT * FROM issuance_limits WHERE id = ?", [id])
    }

    var limits: IssuanceLimits {
        IssuanceLimits(
            operatorDailyPoints: operatorPoints,
            partnerDailyPoints: partnerPoints,
            tenantDailyPoints: tenantPoints,
            approvalAbovePoints: approvalAbove,
            undoMinutes: undoMinutes
        )
    }
}

extension IssuanceBounds {
    /// What holds at a partner.
    static func of(_ partner: PartnerRecord, in database: Database) throws -> IssuanceBounds {
        let general = try IssuanceLimitsRecord.find(partner.tenant.uuid, in: database)?.limits
        let own = try IssuanceLimitsRecord.find(partner.id.uuid, in: database)?.limits
        return IssuanceBounds(own ?? IssuanceLimits(), within: general ?? IssuanceLimits())
    }

    fileprivate init(_ own: IssuanceLimits, within others: IssuanceLimits) {
        self.init(
            byOperator: own.operatorDailyPoints ?? others.operatorDailyPoints,
            byPartner: own.partnerDailyPoints ?? others.partnerDailyPoints,
            inTenant: others.tenantDailyPoints,
            approvalAbove: own.approvalAbovePoints ?? others.approvalAbovePoints
        )
    }
}

extension IssuanceTerms {
    /// What was set for a partner, or for all of a tenant's, and what holds.
    static func of(
        _ partner: PartnerID?,
        in tenant: TenantID,
        _ database: Database
    ) throws -> IssuanceTerms {
        let general = try IssuanceLimitsRecord.find(tenant.uuid, in: database)
        let own =
            try partner.map { try IssuanceLimitsRecord.find($0.uuid, in: database) } ?? general
        let (set, others) = (own?.limits ?? IssuanceLimits(), general?.limits ?? IssuanceLimits())
        let bounds = IssuanceBounds(set, within: others)
        return IssuanceTerms(
            version: own?.version ?? 0,
            limits: set,
            inForce: IssuanceLimits(
                operatorDailyPoints: bounds.byOperator,
                partnerDailyPoints: bounds.byPartner,
                tenantDailyPoints: bounds.inTenant,
                approvalAbovePoints: bounds.approvalAbove,
                undoMinutes: set.undoMinutes ?? others.undoMinutes ?? 15
            )
        )
    }
}
