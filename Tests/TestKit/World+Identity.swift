import OctopusCBOR
package import OctopusContract
package import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore

// What identity tells, to a service that follows it.

extension World {
    /// Tells of all tenants, partners and end users.
    package func settle() async throws {
        try await tell(tenant(mall, zone: "Europe/Zagreb"), of: mall)
        try await tell(tenant(bank, zone: "America/New_York"), of: bank)
        for (id, tenant) in [(cafe, mall), (bakery, mall), (broker, bank)] {
            try await tell(partner(id), of: tenant)
        }
        for (id, tenant) in [(ana, mall), (ben, mall), (cleo, bank)] {
            try await tell(
                endUser(id),
                personal: .init(name: "Name of \(Cast.code(of: id))"),
                of: tenant
            )
        }
    }

    package func tenant(_ id: TenantID, zone: String, version: Int64 = 1) -> TenantChanged {
        TenantChanged(
            id: id,
            version: version,
            name: "A tenant",
            locale: "en-GB",
            currency: "EUR",
            timeZone: zone
        )
    }

    package func partner(
        _ id: PartnerID,
        _ status: PartnerStatus = .active,
        version: Int64 = 1
    ) -> PartnerChanged {
        PartnerChanged(id: id, version: version, name: "A partner", status: status)
    }

    package func endUser(
        _ id: EndUserID,
        _ status: EndUserStatus = .active,
        version: Int64 = 1
    ) -> EndUserChanged {
        EndUserChanged(id: id, version: version, code: Cast.code(of: id), status: status)
    }

    /// Applies an event as the service's followers do.
    package func tell<E: Event>(
        _ event: E,
        personal: E.Personal? = nil,
        of tenant: TenantID?,
        partner: PartnerID? = nil,
        happenedAt: Instant? = nil
    ) async throws {
        let (ids, environment) = (ids, instance.environment)
        let personal = try personal.map { try CBOREncoder().encode($0) }
        let body = try CBOREncoder().encode(event)
        let handlers = definition.followers.flatMap { follower in
            follower.handlers.filter { $0.declaration == E.declaration }
                .map { (follower: follower.name, apply: $0.apply) }
        }
        guard !handlers.isEmpty else { throw NobodyFollows(kind: E.declaration.kind) }
        try await instance.store.write { transaction in
            let work = WorkContext(
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: environment,
                transaction: transaction,
                trace: nil,
                ids: ids
            )
            for handler in handlers {
                let context = EventContext(
                    at: happenedAt ?? work.now,
                    tenant: tenant,
                    partner: partner,
                    seq: happenedAt == nil ? nil : 1,
                    follower: handler.follower,
                    work: work
                )
                try handler.apply(body, personal, context)
            }
        }
    }
}

/// A test tells the service what none of its followers reads.
package struct NobodyFollows: Error {
    package let kind: String
}
