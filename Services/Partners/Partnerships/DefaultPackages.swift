import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// Gives partners that have no package the default one of their tenant.
enum DefaultPackages {
    static let job = "default-packages"
    private static let slice = 100
    /// After how long a partner is looked at again that uses more than the package gives.
    private static let pause: Int64 = 3_600_000

    /// Gives it to a partner that has come to be, or notes that there is none yet, or too small a one.
    ///
    /// A partner that has a package keeps it, however often it is told of.
    static func give(
        to partner: PartnerID,
        of tenant: TenantID,
        in context: WorkContext<PartnersEnvironment>
    ) throws {
        let database = context.database
        guard try PartnershipRecord.find(partner, in: database) == nil else { return }
        guard let package = try PackageRecord.ofDefault(of: tenant, in: database) else {
            return try wait(partner, tenant, until: Instant(milliseconds: 0), in: database)
        }
        guard try Uses.excess(over: package.terms.limits, of: partner, in: database).isEmpty else {
            let later = context.now.adding(milliseconds: pause)
            return try wait(partner, tenant, until: later, in: database)
        }
        try context.entitle(partner, of: tenant, to: package.id, package.terms)
        try context.note(.packageGiven, of: partner, title: package.name)
    }

    private static func wait(
        _ partner: PartnerID,
        _ tenant: TenantID,
        until retryAt: Instant,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO without_package (tenant, partner, retry_at) VALUES (?, ?, ?)
            ON CONFLICT (tenant, partner) DO UPDATE SET retry_at = excluded.retry_at
            """,
            [tenant, partner, retryAt]
        )
    }

    /// What a partner uses above the default package of its tenant; nil if that is not too small, or none.
    static func excess(
        of partner: PartnerID,
        of tenant: TenantID,
        in database: Database
    ) throws -> [Violation]? {
        let package = try PackageRecord.ofDefault(of: tenant, in: database)
        guard let limits = package?.terms.limits else { return nil }
        let excess = try Uses.excess(over: limits, of: partner, in: database)
        return excess.isEmpty ? nil : excess
    }

    /// Goes on where a tenant has chosen a default package since, or a partner may use less.
    static func run(in context: WorkContext<PartnersEnvironment>) throws -> JobResult {
        let rows = try Row.all(
            context.database,
            """
            SELECT waiting.tenant, waiting.partner
            FROM packages JOIN without_package AS waiting ON waiting.tenant = packages.tenant
            WHERE packages.is_default = 1 AND waiting.retry_at <= ? LIMIT ?
            """,
            [context.now, slice]
        )
        let areDone = try context.each(rows) { try give(to: $0[1], of: $0[0], in: context) }
        guard areDone, rows.count < slice else { return .again }
        let isAnyTooLarge = try context.database.exists(
            "SELECT 1 FROM without_package WHERE retry_at > 0",
            []
        )
        return isAnyTooLarge ? .dueAt(context.now.adding(milliseconds: pause)) : .idle
    }
}
