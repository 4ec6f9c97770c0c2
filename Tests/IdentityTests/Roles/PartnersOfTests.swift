import OctopusIdentityContract
import GRDB
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

@testable import OctopusIdentity

/// A service `partners` that keeps packages and tells them, and does nothing else.
struct PartnersOfTests: Sendable {
    private let world: World<Void>

    /// A package as the service keeps it.
    private struct Entitlement: VersionedRecord {
        static let databaseTableName = "entitlements"

        let id: PartnerID
        let tenant: TenantID
        var version: Int64 = 1
        var products: [String]

        var scope: RecordScope { RecordScope(tenant: tenant, partner: id) }

        var state: PartnerEntitlementChanged {
            PartnerEntitlementChanged(id: id, version: version, products: products)
        }
    }

    private static let definition = ServiceDefinition<Void>(
        name: "partners",
        migrations: MigrationSet(
            "partners",
            [
                Migration(
                    name: "V001-entitlements",
                    sql: """
                        CREATE TABLE entitlements (
                            id BLOB PRIMARY KEY, tenant BLOB NOT NULL, version INTEGER NOT NULL,
                            products TEXT NOT NULL
                        ) STRICT
                        """
                )
            ]
        ),
        methods: [],
        events: ContractIndex.partners.events,
        snapshots: [.of(Entitlement.self)],
        makeEnvironment: { _ in }
    )

    static func with(_ body: @Sendable (PartnersOfTests) async throws -> Void) async throws {
        try await World.with(definition) { try await body(PartnersOfTests(world: $0)) }
    }

    /// Its log, for a service that follows it.
    var sources: @Sendable (String) -> [any EventSource] {
        { [store = world.instance.store] service in
            service == "partners" ? [LocalEventSource(store)] : []
        }
    }

    /// Gives a partner a package, and tells of it.
    func tell(_ products: [String], of partner: PartnerID, in tenant: TenantID) async throws {
        try await world.instance.transact { context in
            let known = try Entitlement.one(
                context.database,
                "SELECT * FROM entitlements WHERE id = ?",
                [partner]
            )
            if var known {
                known.products = products
                try context.storeNext(of: known)
            } else {
                try context.create(
                    Entitlement(id: partner, tenant: tenant, products: products)
                )
            }
        }
    }
}

extension House {
    /// Tells what partners say of a partner's standing.
    func tell(_ status: PartnerStatus, _ partner: PartnerID, version: Int64) async throws {
        try await world.tell(
            PartnerStandingChanged(id: partner, version: version, status: status),
            of: tenant,
            partner: partner
        )
    }

    /// Returns when a person's token is refused so.
    func until(_ tokens: LogIn.Reply, isRefused reason: Reason) async throws {
        while true {
            do {
                try await call(ListRoles.self, .init(), token: tokens.accessToken)
            } catch let refused as CallRefused where refused.reason == reason.word {
                return
            }
            await Task.yield()
        }
    }
}
