import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// Partners in its world: two tenants, three partners, as identity told of them.
typealias House = World<PartnersEnvironment>
typealias Somebody = OctopusTestKit.Somebody<PartnersEnvironment>

extension World<PartnersEnvironment> {
    convenience init(
        of definition: ServiceDefinition<PartnersEnvironment> = PartnersService.definition,
        seed: UInt64 = 1,
        values: [String: SettingValue] = [:]
    ) async throws {
        let options = WorldOptions(
            values: values,
            seed: seed,
            plans: .partners,
            reportPlans: { faults in
                for fault in faults { Issue.record("\(fault)") }
            }
        )
        try await self.init(definition, options)
        try await settle()
        try await tell(
            user(UserID(ids.uuid(at: clock.now)), isOwner: true),
            of: cafe,
            "ana@cafe.example"
        )
    }

    /// Runs a job until it waits.
    func runJob(_ name: String) async throws {
        try await instance.jobs.wake(name)
        try await instance.jobs.runDue()
    }

    func user(_ id: UserID, isOwner: Bool, _ status: UserStatus = .active) -> UserChanged {
        UserChanged(id: id, version: 1, status: status, isOwner: isOwner, hasSecondFactor: false)
    }

    /// Tells of a user of a partner of the mall.
    func tell(_ user: UserChanged, of partner: PartnerID, _ email: String) async throws {
        try await tell(
            user,
            personal: .init(name: "Ana", email: email, phone: "+385912345678"),
            of: mall,
            partner: partner
        )
    }
}

extension Somebody {
    func newPackage(
        _ name: String = "Small",
        minorUnits: Int64 = 1250,
        _ products: [Product] = [.coupons, .points],
        limits: PackageLimits = PackageLimits(activeCoupons: 3)
    ) async throws -> Package {
        try await call(
            CreatePackage.self,
            .init(terms: .named(name, minorUnits: minorUnits, products, limits: limits))
        )
    }

    func newAddOn(
        _ name: String = "1000 impressions",
        impressions: Int64 = 1000
    ) async throws
        -> AddOn
    {
        try await call(
            CreateAddOn.self,
            .init(
                terms: AddOnTerms(
                    name: name,
                    price: Price(minorUnits: 500, currency: "EUR", period: .once),
                    impressions: impressions
                )
            )
        )
    }
}

extension PackageTerms {
    static func named(
        _ name: String,
        minorUnits: Int64 = 1250,
        currency: String = "EUR",
        period: BillingPeriod = .month,
        _ products: [Product] = [.coupons, .points],
        limits: PackageLimits = PackageLimits()
    ) -> PackageTerms {
        PackageTerms(
            name: name,
            price: Price(minorUnits: minorUnits, currency: currency, period: period),
            products: products,
            limits: limits
        )
    }
}

extension PlanRules {
    /// A hundred thousand requests must not slow a desk: no statement of a call looks through a table.
    static let partners = PlanRules(
        small: [
            "packages": "at most 500 a tenant; of all tenants the default ones alone are walked",
            "tenants": "those of one installation",
            "ended_channels": "archived channels whose follows are being ended, the first of them",
            "operators_uncounted": "partners whose operators one transaction has changed",
            "invoice_series": "a row for each restore that lost documents",
            "files_removed": "files of the last minute, whose bytes are not gone yet",
        ],
        excused: [
            "WITH RECURSIVE numbers": "a test's many channels",
            "UPDATE channels SET status = 'published'": "the same",
            "SELECT channels.* FROM channel_places": "the index of places, from the nearest on",
            "INSERT INTO activities (partner, kind, at, request, title, reason)":
                "a migration's, once",
            "UPDATE requests SET forget_at = decided_at": "a migration's, once",
            "INSERT INTO charges (tenant, partner, kind, name, price_minor": "a migration's, once",
            "INSERT OR IGNORE INTO billing (partner, tenant, due_at) SELECT partner":
                "a migration's, once",
            "UPDATE partners SET status = (SELECT": "a migration's, once",
            "UPDATE channels SET is_hidden = EXISTS": "a migration's, once",
            "UPDATE suspensions SET until_at = max(from_at": "a migration's, once",
            "INSERT OR IGNORE INTO suspensions (partner, from_at)\nSELECT": "a migration's, once",
            "UPDATE standings SET (phone": "a migration's, once",
            "DELETE FROM channel_places": "a migration's, once",
            "DELETE FROM operators WHERE id <>": "a test's snapshot that shows one of them",
            "SELECT count FROM operator_counts ORDER BY seq": "a test's look",
            "UPDATE billing SET billed_until = NULL": "a migration's, once",
            "INSERT INTO channel_places": "a migration's, once",
            "UPDATE requests SET forget_at = 2592000000": "a migration's, once",
            "UPDATE requests SET forget_at = requested_at": "a migration's, once",
            "UPDATE partnership_forms SET sealed = x''": "a migration's, once",
            "INSERT INTO ended_channels (id) SELECT": "a migration's, once",
            "SELECT id FROM written": "a test's own table",
            "INSERT INTO partner_counts (partner, followers)\nSELECT": "a migration's, once",
            "UPDATE requests SET items = '[]'": "a test's try at what the schema refuses",
            "UPDATE requests SET status = 'rejected', reason": "a test's try at the same",
            "UPDATE decisions SET decision": "a test's try at the same",
            "DELETE FROM decisions": "a test's try at the same",
            "UPDATE invoices SET": "a test's try at the same",
            "INSERT INTO charges (tenant, partner, kind, name": "once, when invoices came to be",
            "INSERT OR IGNORE INTO billing (partner, tenant, due_at) SELECT": "the same",
            "INSERT INTO charges (\n": "the next migration's, and add-ons of a tenant by its index",
            "DELETE FROM charges WHERE kind": "a migration's, once",
            "INSERT INTO new_activities": "a migration's, once",
            "DELETE FROM invoices": "a test's try at the same",
            "UPDATE invoice_lines SET": "a test's try at the same",
            "DELETE FROM invoice_lines": "a test's try at the same",
        ]
    )
}
