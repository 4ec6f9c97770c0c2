import OctopusCBOR
import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusLoyalty

/// Somebody in the house who calls methods.
struct Somebody: Sendable {
    let house: House
    let person: Person

    /// Calls a method; the routing key is what it needs, of the caller's own unless another is
    /// named.
    @discardableResult
    func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        at partner: PartnerID? = nil,
        key: UUID? = nil
    ) async throws -> M.Reply {
        let instance = house.instance
        instance.security.prove()
        let routingKey =
            M.declaration.routing == .tenant
            ? person.tenant.uuid : (partner ?? person.partner ?? house.cafe).uuid
        return try await instance.perform(
            method,
            request,
            as: .operating,
            token: try await house.issuer.token(
                for: person,
                with: .operating,
                at: house.clock.now
            ),
            routingKey: routingKey,
            key: key
        )
    }

    /// Calls a method that must be refused for that reason.
    func refused<M: Method>(
        _ reason: Reason,
        _ method: M.Type,
        _ request: M.Request,
        at partner: PartnerID? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let refused = await #expect(throws: CallRefused.self, sourceLocation: sourceLocation) {
            try await call(method, request, at: partner)
        }
        #expect(refused?.reason == reason.word, sourceLocation: sourceLocation)
        #expect(refused?.status == reason.status, sourceLocation: sourceLocation)
        #expect(refused?.effect != .committed, sourceLocation: sourceLocation)
    }
}

extension House {
    static let all = Dictionary(uniqueKeysWithValues: Product.allCases.map { ($0, Level.full) })

    /// A partner's user, of the café with every right unless told otherwise.
    func operatorOf(
        _ partner: PartnerID? = nil,
        of tenant: TenantID? = nil,
        levels: [Product: Level] = House.all,
        impersonator: UUID? = nil
    ) -> Somebody {
        somebody(.user, ids.uuid(at: clock.now), tenant, partner ?? cafe, levels, impersonator)
    }

    func endUser(_ id: EndUserID, of tenant: TenantID? = nil) -> Somebody {
        somebody(.endUser, id.uuid, tenant, nil, [:], nil)
    }

    private func somebody(
        _ kind: Person.Kind,
        _ subject: UUID,
        _ tenant: TenantID?,
        _ partner: PartnerID?,
        _ levels: [Product: Level],
        _ impersonator: UUID?
    ) -> Somebody {
        Somebody(
            house: self,
            person: Person(
                subject: subject,
                kind: kind,
                tenant: tenant ?? mall,
                partner: partner,
                session: SessionID(ids.uuid(at: clock.now)),
                levels: levels,
                actor: impersonator
            )
        )
    }

    /// That ledger, lots, balances, stocks and redemptions agree, in the whole database.
    func expectBalanced(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let faults = try await instance.store.read { try LedgerFault.find(in: $0) }
        #expect(faults.isEmpty, sourceLocation: sourceLocation)
    }

    /// The events of a kind that loyalty told, oldest first.
    func events<E: Event>(_ event: E.Type) async throws -> [E] {
        let kind = E.declaration.kind
        let bodies = try await instance.store.read { database in
            try database.rows("SELECT body FROM events WHERE kind = ? ORDER BY seq", [kind])
                .map { $0["body"] as Blob }
        }
        return try bodies.map { try CBORDecoder().decode(E.self, from: $0.bytes) }
    }
}

func encoded(_ value: some Encodable) throws -> [UInt8] { try CBOREncoder().encode(value) }
