import GRDB
import OctopusCBOR
import OctopusContract
import OctopusIdentityContract
import OctopusStore

/// An event of identity's that changes whom services trust: a row of a table, and a change in memory.
///
/// Rows and memory follow one rule: the higher version of a thing wins.
protocol SecurityEvent: Event {
    /// The table that keeps it, and the column that names the thing by its 16 bytes.
    static var table: (name: String, column: String) { get }
    /// Keeps it, unless a newer word of the thing is kept.
    func save(as stored: StoredEvent, in transaction: Transaction) throws
    /// Takes it over in memory by the same rule.
    func change(_ snapshot: inout SecuritySnapshot, replaces: Bool)
}

extension SecurityEvent {
    static func decoded(_ body: [UInt8]) throws -> any SecurityEvent {
        try CBORDecoder().decode(Self.self, from: body)
    }
}

/// The kinds of them.
enum SecurityEvents {
    static let types: [any SecurityEvent.Type] = [
        SigningKeyChanged.self, SessionEnded.self, PrincipalChanged.self, RightsChanged.self,
    ]

    private static let byKind = Dictionary(
        uniqueKeysWithValues: types.map { ($0.declaration.kind, $0) }
    )
    static let kinds = Set(byKind.keys)

    /// The event, if it is one of these kinds.
    ///
    /// - Throws: `CBORError` if it can't be read.
    static func decoded(kind: String, _ body: [UInt8]) throws -> (any SecurityEvent)? {
        try byKind[kind]?.decoded(body)
    }
}

extension SigningKeyChanged: SecurityEvent {
    static var table: (name: String, column: String) { ("security_keys", "subject") }

    func save(as stored: StoredEvent, in transaction: Transaction) throws {
        try SecurityRecords.save(
            self,
            about: stored.subject,
            replaces: stored.replaces,
            in: transaction.database
        )
    }

    func change(_ snapshot: inout SecuritySnapshot, replaces: Bool) {
        snapshot.take(self, replaces: replaces)
    }
}

extension SessionEnded: SecurityEvent {
    static var table: (name: String, column: String) { ("security_sessions", "id") }

    func save(as stored: StoredEvent, in transaction: Transaction) throws {
        let now = Instant(milliseconds: transaction.nowMilliseconds)
        try SecurityRecords.save(self, at: now, in: transaction.database)
    }

    func change(_ snapshot: inout SecuritySnapshot, replaces: Bool) { snapshot.take(self) }
}

extension PrincipalChanged: SecurityEvent {
    static var table: (name: String, column: String) { ("security_principals", "id") }

    func save(as stored: StoredEvent, in transaction: Transaction) throws {
        try SecurityRecords.save(self, replaces: stored.replaces, in: transaction.database)
    }

    func change(_ snapshot: inout SecuritySnapshot, replaces: Bool) {
        snapshot.take(self, replaces: replaces)
    }
}

extension RightsChanged: SecurityEvent {
    static var table: (name: String, column: String) { ("security_rights", "id") }

    func save(as stored: StoredEvent, in transaction: Transaction) throws {
        try SecurityRecords.save(
            self,
            replaces: stored.replaces,
            at: Instant(milliseconds: transaction.nowMilliseconds),
            in: transaction.database
        )
    }

    func change(_ snapshot: inout SecuritySnapshot, replaces: Bool) {
        snapshot.take(self, replaces: replaces)
    }
}
