import CBOR
package import Contract
package import GRDB
package import Store
package import struct FoundationEssentials.UUID

/// What a read sees.
package struct ReadContext<Environment: Sendable> {
    package let caller: Caller
    package let now: Instant
    /// A snapshot: nothing changes while the read runs.
    package let database: Database
    package let environment: Environment

    package init(caller: Caller, now: Instant, database: Database, environment: Environment) {
        self.caller = caller
        self.now = now
        self.database = database
        self.environment = environment
    }
}

/// What work outside of a transaction sees.
package struct WaitingContext<Environment: Sendable>: Sendable {
    package let caller: Caller
    package let now: Instant
    package let environment: Environment
    package let store: Store

    package init(caller: Caller, now: Instant, environment: Environment, store: Store) {
        self.caller = caller
        self.now = now
        self.environment = environment
        self.store = store
    }
}

/// What a command sees and may do. It lives as long as its transaction.
package struct CommandContext<Environment: Sendable> {
    package let caller: Caller
    package let now: Instant
    package let environment: Environment
    package let transaction: Transaction
    /// The W3C trace of the call, which its events carry on.
    package let trace: String?
    package let ids: any IDSource

    package init(
        caller: Caller, now: Instant, environment: Environment, transaction: Transaction,
        trace: String?, ids: any IDSource
    ) {
        self.caller = caller
        self.now = now
        self.environment = environment
        self.transaction = transaction
        self.trace = trace
        self.ids = ids
    }

    package var database: Database { transaction.database }

    package func newID<ID: TypedID>(_ type: ID.Type = ID.self) -> ID {
        ID(ids.uuid(at: now))
    }

    package func randomBytes(_ count: Int) -> [UInt8] {
        ids.randomBytes(count)
    }

    /// Appends an event to the log, in this command's transaction.
    package func emit<E: Event>(
        _ event: E, personal: E.Personal? = nil, about subject: UUID, tenant: TenantID?,
        partner: PartnerID? = nil
    ) throws {
        let encoder = CBOREncoder()
        try transaction.append(
            NewEvent(
                kind: E.declaration.kind, isSecurity: E.declaration.isSecurity,
                tenant: tenant?.uuid, partner: partner?.uuid, subject: subject, trace: trace,
                body: encoder.encode(event), personal: personal.map { try encoder.encode($0) }))
    }

    /// Writes `body` even if this command refuses: a throttle's counter, a denial's audit.
    package func afterRefusal(_ body: @escaping (Database) throws -> Void) {
        transaction.afterRefusal(body)
    }
}

/// Where identifiers and secrets come from; a test seeds it.
package protocol IDSource: Sendable {
    /// A UUIDv7 of that moment, greater than every one before it.
    func uuid(at now: Instant) -> UUID
    func randomBytes(_ count: Int) -> [UInt8]
}
