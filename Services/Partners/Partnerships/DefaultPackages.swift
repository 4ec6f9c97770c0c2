import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// Gives partners that have no package the default one of their tenant.
enum DefaultPackages {
    static let job = "default-packages"
    private static let slice = 100
    /// After so long no further one is begun, so that a slow disk or machine holds nobody up.
    private static let longest: Duration = .milliseconds(20)

    /// Gives it to a partner that has come to be, or notes that there is none yet.
    ///
    /// A partner that has a package keeps it, however often it is told of.
    static func give(
        to partner: PartnerID,
        of tenant: TenantID,
        in context: WorkContext<PartnersEnvironment>
    ) throws {
        guard try PartnershipRecord.find(partner, in: context.database) == nil else { return }
        guard let package = try PackageRecord.ofDefault(of: tenant, in: context.database) else {
            try context.database.run(
                "INSERT OR IGNORE INTO without_package (tenant, partner) VALUES (?, ?)",
                [tenant, partner]
            )
            return
        }
        try context.entitle(partner, of: tenant, to: package.id, package.terms)
        try context.note(.packageGiven, of: partner, title: package.name)
    }

    /// Goes on where a tenant has chosen a default package since.
    static func run(in context: WorkContext<PartnersEnvironment>) throws -> JobResult {
        let rows = try Row.all(
            context.database,
            """
            SELECT waiting.tenant, waiting.partner
            FROM packages JOIN without_package AS waiting ON waiting.tenant = packages.tenant
            WHERE packages.is_default = 1 LIMIT ?
            """,
            [slice]
        )
        let end = ContinuousClock.now + longest
        for row in rows {
            try give(to: row[1], of: row[0], in: context)
            if ContinuousClock.now > end { return .again }
        }
        return rows.count == slice ? .again : .idle
    }
}
