package import GRDB
package import struct FoundationEssentials.UUID

/// What a command may do while it holds the writer: SQL, events, and what survives a refusal.
///
/// It is handed to a command inside its savepoint, on the writer's thread, and must not leave it.
package final class Transaction {
    package let database: Database
    /// The service's clock, in milliseconds UTC, read once for the command.
    package let nowMilliseconds: Int64

    /// What must be written even if the command refuses: a throttle's counter, a denial's audit.
    var survivors: [(Database) throws -> Void] = []
    /// The last event that the command appended.
    package internal(set) var lastSeq: Int64?

    init(database: Database, nowMilliseconds: Int64) {
        self.database = database
        self.nowMilliseconds = nowMilliseconds
    }

    /// Runs `body` in the same batch if, and only if, the command refuses.
    package func afterRefusal(_ body: @escaping (Database) throws -> Void) {
        survivors.append(body)
    }
}

/// An event before it has a place in the log.
package struct NewEvent: Sendable {
    package var kind: String
    package var isSecurity: Bool
    package var tenant: UUID?
    package var partner: UUID?
    /// The thing that it is about.
    package var subject: UUID
    /// The W3C trace of the call that caused it.
    package var trace: String?
    package var body: [UInt8]
    package var personal: [UInt8]?

    package init(
        kind: String, isSecurity: Bool, tenant: UUID?, partner: UUID?, subject: UUID,
        trace: String?, body: [UInt8], personal: [UInt8]?
    ) {
        self.kind = kind
        self.isSecurity = isSecurity
        self.tenant = tenant
        self.partner = partner
        self.subject = subject
        self.trace = trace
        self.body = body
        self.personal = personal
    }
}
