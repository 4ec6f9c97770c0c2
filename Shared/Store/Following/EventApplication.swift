import GRDB
import struct FoundationEssentials.UUID

/// Applies events one by one inside a transaction, parking those that can't be.
struct EventApplication {
    let table: FollowerTable
    let handlers: [String: FollowerHandler]
    let transaction: Transaction
    /// The subjects behind whose parked events the later ones wait.
    var parkedSubjects: Set<UUID>
    private(set) var appliedCount = 0
    private(set) var unknownCount = 0

    init(
        table: FollowerTable,
        handlers: [String: FollowerHandler],
        transaction: Transaction,
        parkedSubjects: Set<UUID>
    ) {
        self.table = table
        self.handlers = handlers
        self.transaction = transaction
        self.parkedSubjects = parkedSubjects
    }

    /// - Throws: only what is the disk's fault, which undoes the whole batch.
    mutating func apply(_ event: StoredEvent) throws {
        guard let handler = handlers[event.kind] else {
            unknownCount += 1
            return
        }
        if parkedSubjects.contains(event.subject) {
            try park(event, because: "an earlier event of the same subject is parked")
            return
        }
        if let reason = try attempt(event, handler) {
            try park(event, because: reason)
        } else {
            appliedCount += 1
        }
    }

    /// Applies what is parked about a subject, as far as that goes now.
    mutating func retry(_ subject: UUID) throws {
        for event in try table.parked(about: subject, transaction.database) {
            guard let handler = handlers[event.kind] else { return }
            if let reason = try attempt(event, handler) {
                try table.note(event, isParkedBecause: reason, in: transaction.database)
                return
            }
            try table.unpark(event, in: transaction.database)
            appliedCount += 1
        }
        parkedSubjects.remove(subject)
    }

    /// - Returns: why it could not be applied; nil if it was.
    private func attempt(_ event: StoredEvent, _ handler: FollowerHandler) throws -> String? {
        let database = transaction.database
        let mark = transaction.mark()
        let statements = transaction.statements
        try statements.run("SAVEPOINT event")
        do {
            try handler.apply(event, transaction)
            try statements.run("RELEASE event")
            return nil
        } catch {
            guard database.isInsideTransaction, !StoreError.isInputOutput(error) else {
                throw error
            }
            try statements.undo("ROLLBACK TO event")
            try statements.run("RELEASE event")
            transaction.restore(mark)
            return Self.reason(for: error)
        }
    }

    private mutating func park(_ event: StoredEvent, because reason: String) throws {
        try table.park(
            event,
            because: reason,
            atMilliseconds: transaction.nowMilliseconds,
            in: transaction.database
        )
        parkedSubjects.insert(event.subject)
    }

    /// The kind of the error and never its content, which may tell of a person.
    private static func reason(for error: any Error) -> String {
        let type = String(reflecting: type(of: error))
        guard let error = error as? DatabaseError else { return type }
        return "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
    }
}
