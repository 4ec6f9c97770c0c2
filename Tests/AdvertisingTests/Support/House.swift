import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// Advertising in its world: two tenants, three partners, as identity told of them.
typealias House = World<AdvertisingEnvironment>
typealias Somebody = OctopusTestKit.Somebody<AdvertisingEnvironment>

extension World<AdvertisingEnvironment> {
    convenience init(seed: UInt64 = 1, values: [String: SettingValue] = [:]) async throws {
        let options = WorldOptions(
            values: values,
            seed: seed,
            plans: .advertising,
            reportPlans: { faults in
                for fault in faults { Issue.record("\(fault)") }
            }
        )
        try await self.init(AdvertisingService.definition, options)
        try await settle()
    }

    /// Tells what the café's package includes.
    func entitle(_ products: [Product], version: Int64 = 1) async throws {
        try await tell(
            PartnerEntitlementChanged(
                id: cafe,
                version: version,
                products: products.map(\.rawValue)
            ),
            of: mall,
            partner: cafe
        )
    }

    /// Runs what is due, as the service does by itself.
    func runJobs() async throws { try await instance.jobs.runDue() }
}

extension PlanRules {
    /// A million impressions must not slow a call: no statement of it looks through a table.
    static let advertising = PlanRules(
        small: [
            "tenants": "those of one installation",
            "files_removed": "files of the last minute, whose bytes are not gone yet",
        ],
        excused: [
            "SELECT from_account, to_account, sum(amount)":
                "adds a slice of a ledger up by its accounts"
        ]
    )
}
