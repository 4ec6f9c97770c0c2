import OctopusCBOR
package import OctopusContract
package import OctopusMesh
package import OctopusServiceKit
package import GRDB
package import FoundationEssentials

extension World {
    /// Calls a method for a person, through the whole pipeline.
    @discardableResult
    package func perform<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        for person: Person? = nil,
        as principal: Principal = .operating,
        routingKey: UUID? = nil,
        key: UUID? = nil,
        attempt: Int = 1
    ) async throws -> M.Reply {
        var token: String?
        if let person { token = try await self.token(for: person, with: principal) }
        return try await instance.perform(
            method,
            request,
            as: principal,
            token: token,
            routingKey: routingKey,
            key: key,
            attempt: attempt
        )
    }

    package func token(for person: Person, with principal: Principal) async throws -> String {
        try await issuer.token(for: person, with: principal, at: clock.now)
    }

    /// Reads the database beside the service, so that what a test looks at is no statement of the
    /// service's.
    package func inspect<T: Sendable>(
        _ body: @Sendable (Database) throws -> T
    ) async throws -> T {
        var configuration = Configuration()
        configuration.readonly = true
        return try await DatabaseQueue(path: databasePath, configuration: configuration).read(body)
    }

    /// The events of a kind that the service told, oldest first.
    package func events<E: Event>(_ event: E.Type) async throws -> [E] {
        let kind = E.declaration.kind
        let bodies = try await inspect { database in
            try Data.fetchAll(
                database,
                sql: "SELECT body FROM events WHERE kind = ? ORDER BY seq",
                arguments: [kind]
            )
        }
        return try bodies.map { try CBORDecoder().decode(E.self, from: Array($0)) }
    }
}

/// Somebody in the world who calls methods.
package struct Somebody<Environment: Sendable>: Sendable {
    package let house: World<Environment>
    package let person: Person

    package init(house: World<Environment>, person: Person) {
        self.house = house
        self.person = person
    }

    /// Calls a method; the routing key is what it needs, of the caller's own unless another is named.
    @discardableResult
    package func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        at partner: PartnerID? = nil,
        key: UUID? = nil
    ) async throws -> M.Reply {
        house.instance.security.prove()
        let routingKey =
            switch M.declaration.routing {
            case .none: UUID?.none
            case .tenant: person.tenant.uuid
            case .partner: (partner ?? person.partner ?? house.cafe).uuid
            }
        return try await house.perform(
            method,
            request,
            for: person,
            routingKey: routingKey,
            key: key
        )
    }

    /// Calls a method that must be refused for that reason.
    ///
    /// - Returns: The refusal.
    /// - Throws: `NotRefused` if it is not, or for another reason.
    @discardableResult
    package func refused<M: Method>(
        _ reason: Reason,
        _ method: M.Type,
        _ request: M.Request,
        at partner: PartnerID? = nil
    ) async throws -> CallRefused {
        let reply: M.Reply
        do {
            reply = try await call(method, request, at: partner)
        } catch let refused as CallRefused {
            guard refused.reason == reason.word, refused.status == reason.status,
                refused.effect != .committed
            else { throw NotRefused(expected: reason.word, found: "\(refused)") }
            return refused
        }
        throw NotRefused(expected: reason.word, found: "\(reply)")
    }
}

/// A call that should have been refused was not, or for another reason.
package struct NotRefused: Error, CustomStringConvertible {
    let expected: String
    let found: String

    package var description: String { "expected the refusal \(expected), got \(found)" }
}

extension World {
    /// Every right that there is.
    package static var all: [Product: Level] {
        Dictionary(uniqueKeysWithValues: Product.allCases.map { ($0, Level.full) })
    }

    /// A partner's user, of the café with every right unless told otherwise.
    package func operatorOf(
        _ partner: PartnerID? = nil,
        of tenant: TenantID? = nil,
        levels: [Product: Level] = World.all,
        impersonator: UUID? = nil
    ) -> Somebody<Environment> {
        somebody(.user, ids.uuid(at: clock.now), tenant, partner ?? cafe, levels, impersonator)
    }

    /// A user of the tenant's own account, the mall's with every right unless told otherwise.
    package func desk(
        of tenant: TenantID? = nil,
        levels: [Product: Level] = World.all
    ) -> Somebody<Environment> {
        somebody(.user, ids.uuid(at: clock.now), tenant, nil, levels, nil)
    }

    package func endUser(
        _ id: EndUserID,
        of tenant: TenantID? = nil
    ) -> Somebody<Environment> {
        somebody(.endUser, id.uuid, tenant, nil, [:], nil)
    }

    private func somebody(
        _ kind: Person.Kind,
        _ subject: UUID,
        _ tenant: TenantID?,
        _ partner: PartnerID?,
        _ levels: [Product: Level],
        _ impersonator: UUID?
    ) -> Somebody<Environment> {
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
}
