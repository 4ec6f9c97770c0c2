// What a method of a service sees. The pipeline knows no service: its contexts have an environment of
// nothing, which the method's entry replaces with its service's.

package import OctopusContract
package import GRDB
package import OctopusStore
package import struct FoundationEssentials.UUID

/// What a read sees.
package struct ReadContext<Environment: Sendable> {
    package let caller: Caller
    package let now: Instant
    /// A snapshot: nothing changes while the read runs.
    package let database: Database
    package let environment: Environment
    /// Seals where a page of a list ends.
    package let cursors: PageSeal

    package init(
        caller: Caller,
        now: Instant,
        database: Database,
        environment: Environment,
        cursors: PageSeal
    ) {
        self.caller = caller
        self.now = now
        self.database = database
        self.environment = environment
        self.cursors = cursors
    }
}

extension ReadContext where Environment == Void {
    func with<Shared: Sendable>(_ environment: Shared) -> ReadContext<Shared> {
        ReadContext<Shared>(
            caller: caller,
            now: now,
            database: database,
            environment: environment,
            cursors: cursors
        )
    }
}

/// What a read from memory sees.
package struct MemoryContext<Environment: Sendable> {
    package let caller: Caller
    package let now: Instant
    package let environment: Environment

    package init(caller: Caller, now: Instant, environment: Environment) {
        self.caller = caller
        self.now = now
        self.environment = environment
    }
}

extension MemoryContext where Environment == Void {
    func with<Shared: Sendable>(_ environment: Shared) -> MemoryContext<Shared> {
        MemoryContext<Shared>(
            caller: caller,
            now: now,
            environment: environment
        )
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

extension WaitingContext where Environment == Void {
    func with<Shared: Sendable>(_ environment: Shared) -> WaitingContext<Shared> {
        WaitingContext<Shared>(
            caller: caller,
            now: now,
            environment: environment,
            store: store
        )
    }
}

/// What a command sees and may do.
///
/// It lives as long as its transaction.
package struct CommandContext<Environment: Sendable>: Emitting {
    package let caller: Caller
    package let now: Instant
    package let environment: Environment
    package let transaction: Transaction
    /// The W3C trace of the call, which its events carry on.
    package let trace: String?
    package let ids: any IDSource
    /// The call's key, by which a method that stores no answer knows a repetition.
    package let key: UUID?

    package init(
        caller: Caller,
        now: Instant,
        environment: Environment,
        transaction: Transaction,
        trace: String?,
        ids: any IDSource,
        key: UUID? = nil
    ) {
        self.caller = caller
        self.now = now
        self.environment = environment
        self.transaction = transaction
        self.trace = trace
        self.ids = ids
        self.key = key
    }

    /// Writes `body` even if this command refuses: a throttle's counter, a denial's audit.
    package func afterRefusal(_ body: @escaping (Database) throws -> Void) {
        transaction.afterRefusal(body)
    }
}

extension CommandContext where Environment == Void {
    func with<Shared: Sendable>(_ environment: Shared) -> CommandContext<Shared> {
        CommandContext<Shared>(
            caller: caller,
            now: now,
            environment: environment,
            transaction: transaction,
            trace: trace,
            ids: ids,
            key: key
        )
    }
}

/// What work of the service's own accord (a job's slice, an event's effect) sees and may do: a
/// transaction and events, without a caller.
package struct WorkContext<Environment: Sendable>: Emitting {
    package let now: Instant
    package let environment: Environment
    package let transaction: Transaction
    package let trace: String?
    package let ids: any IDSource

    package init(
        now: Instant,
        environment: Environment,
        transaction: Transaction,
        trace: String?,
        ids: any IDSource
    ) {
        self.now = now
        self.environment = environment
        self.transaction = transaction
        self.trace = trace
        self.ids = ids
    }
}

/// What applying an event sees.
package struct EventContext<Environment: Sendable> {
    /// When it happened, by the clock of the service that wrote it.
    package let at: Instant
    package let tenant: TenantID?
    package let partner: PartnerID?
    /// Its place in the source's log; nil for a state that came with a snapshot.
    package let seq: Int64?
    /// Whether it replaces what there is, whatever its version: the projection begins anew.
    package let replaces: Bool
    /// The follower that applies it.
    package let follower: String
    /// May write and append events; the same as a command's, without a caller.
    package let work: WorkContext<Environment>

    package init(
        at: Instant,
        tenant: TenantID?,
        partner: PartnerID?,
        seq: Int64?,
        replaces: Bool = false,
        follower: String,
        work: WorkContext<Environment>
    ) {
        self.at = at
        self.tenant = tenant
        self.partner = partner
        self.seq = seq
        self.replaces = replaces
        self.follower = follower
        self.work = work
    }

    package var database: Database { work.database }
}
