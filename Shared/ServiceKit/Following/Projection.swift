package import OctopusContract
package import OctopusStore
import struct FoundationEssentials.UUID

/// What an event tells, for the columns of a followed table.
package struct Followed<E: StateEvent> {
    package let event: E
    package let personal: E.Personal?
    private let scope: RecordScope

    init(_ event: E, _ personal: E.Personal?, _ scope: RecordScope) {
        self.event = event
        self.personal = personal
        self.scope = scope
    }

    /// Whose the thing is.
    ///
    /// - Throws: What parks the thing, if its event names no tenant.
    package var tenant: TenantID {
        get throws {
            guard let tenant = scope.tenant else { throw FollowingFault.withoutTenant }
            return tenant
        }
    }

    /// Whose the thing is.
    ///
    /// - Throws: What parks the thing, if its event names no partner.
    package var partner: PartnerID {
        get throws {
            guard let partner = scope.partner else { throw FollowingFault.withoutPartner }
            return partner
        }
    }
}

/// An event that can't be applied; its subject is parked until a release can.
package enum FollowingFault: Error {
    case withoutTenant, withoutPartner
}

/// What becomes of a row whose thing is no more: an event says so, or a new snapshot no longer has it.
package struct Missing<E: StateEvent>: Sendable {
    enum Action: Sendable {
        case keep
        case delete
        case write([(column: String, value: String?)])
    }

    let action: Action
    let isMissing: @Sendable (E) -> Bool
    let dependents: [Retention.Dependent]
    /// Whether it is a person, of whom no file may keep anything.
    var isErasure = false
    /// The job that has work to do then.
    var job: String?

    /// The row stays as it is.
    package static var kept: Missing {
        Missing(action: .keep, isMissing: { _ in false }, dependents: [])
    }

    /// The row is deleted.
    ///
    /// - Parameters:
    ///   - isMissing: Which events say that the thing is no more.
    ///   - dependents: Tables whose rows about the thing go too.
    /// - Returns: The rule.
    package static func deleted(
        when isMissing: @escaping @Sendable (E) -> Bool = { _ in false },
        deleting dependents: [Retention.Dependent] = []
    ) -> Missing {
        Missing(action: .delete, isMissing: isMissing, dependents: dependents)
    }

    /// Something is written into the row: a status, or null in place of what is personal.
    ///
    /// - Parameters:
    ///   - values: What is written, by column, in place of what an event tells.
    ///   - isMissing: Which events say that the thing is no more.
    ///   - dependents: Tables whose rows about the thing go.
    ///   - isErasure: Whether it is a person, of whom log, audit and files lose what they have.
    ///   - job: The service's job that has work to do then.
    /// - Returns: The rule.
    package static func becomes(
        _ values: KeyValuePairs<String, String?>,
        when isMissing: @escaping @Sendable (E) -> Bool = { _ in false },
        deleting dependents: [Retention.Dependent] = [],
        isErasure: Bool = false,
        waking job: String? = nil
    ) -> Missing {
        let values = values.map { (column: $0.key, value: $0.value) }
        var missing = Missing(action: .write(values), isMissing: isMissing, dependents: dependents)
        (missing.isErasure, missing.job) = (isErasure, job)
        return missing
    }
}

extension EventHandler {
    /// Keeps the newest state of each thing as a row of a table.
    ///
    /// The table has the columns `id` (the primary key) and `version`, and those that are named here.
    /// A higher version replaces a lower one; a snapshot's state replaces whatever there is.
    ///
    ///     CREATE TABLE coupons (
    ///         id BLOB PRIMARY KEY CHECK (length(id) = 16),
    ///         version INTEGER NOT NULL,
    ///         partner BLOB NOT NULL CHECK (length(partner) = 16),
    ///         title TEXT NOT NULL
    ///     ) STRICT, WITHOUT ROWID;
    ///
    ///     .projection("loyalty", of: "loyalty", [
    ///         .keep(CouponChanged.self, in: "coupons", missing: .deleted(when: { $0.status == .archived }), [
    ///             "partner": { try $0.partner }, "title": { $0.event.terms.title },
    ///         ])
    ///     ])
    ///
    /// - Parameters:
    ///   - event: The kind that tells the things' states.
    ///   - table: Where they are kept.
    ///   - missing: What becomes of a thing that is no more.
    ///   - job: The service's job that has work to do after a change. It is woken with the change, never by
    ///     another follower: that one may have read further, and the job would look too early.
    ///   - columns: What is written into each column.
    /// - Returns: The handler.
    package static func keep<E: StateEvent>(
        _ event: E.Type,
        in table: String,
        missing: Missing<E>,
        waking job: String? = nil,
        _ columns: KeyValuePairs<String, @Sendable (Followed<E>) throws -> (any SQLValue)?>
    ) -> Self {
        let projection = Projection(table, missing, waking: job, columns)
        return .on(E.self, retention: projection.retention) { event, personal, context in
            let isMissing = missing.isMissing(event)
            try projection.apply(
                Followed(
                    event,
                    personal,
                    RecordScope(tenant: context.tenant, partner: context.partner)
                ),
                replaces: context.replaces,
                context.work.transaction.statements
            )
            if let job { try context.work.wake(job) }
            guard isMissing else { return }
            if let job = missing.job { try context.work.wake(job) }
            if missing.isErasure { try context.work.eraseTraces(of: event.id.uuid) }
        }
    }
}

/// The statements that keep one kind of things in one table.
struct Projection<E: StateEvent>: Sendable {
    typealias Column = @Sendable (Followed<E>) throws -> (any SQLValue)?

    let retention: Retention?
    private let values: [Column]
    /// What stands in a column's place when the thing is no more.
    private let replacements: [Int: String?]
    private let missing: Missing<E>
    private let upsert: ComposedSQL
    private let deletions: [ComposedSQL]

    init(
        _ table: String,
        _ missing: Missing<E>,
        waking job: String?,
        _ columns: KeyValuePairs<String, Column>
    ) {
        let names = columns.map(\.key)
        let updates = (["version"] + names).map { "\($0) = excluded.\($0)" }
        upsert = ComposedSQL(
            """
            INSERT INTO \(table) (id, version, \(names.joined(separator: ", ")))
            VALUES (?, ?\(String(repeating: ", ?", count: names.count)))
            ON CONFLICT (id) DO UPDATE SET \(updates.joined(separator: ", "))
            WHERE excluded.version > version OR ?
            """
        )
        values = columns.map(\.value)
        self.missing = missing
        var deletions = missing.dependents
        var replacements: [Int: String?] = [:]
        let jobs = [job, missing.job].compactMap(\.self)
        let wake = { @Sendable (transaction: Transaction) in
            for job in jobs { try transaction.wakeJob(job) }
        }
        switch missing.action {
        case .keep:
            retention = nil
        case .delete:
            retention = Retention(
                table: table,
                assignments: nil,
                dependents: missing.dependents,
                afterwards: wake
            )
            deletions.append(Retention.Dependent(table, by: "id"))
        case .write(let written):
            for (column, value) in written {
                guard let index = names.firstIndex(of: column) else { continue }
                replacements[index] = .some(value)
            }
            // Whatever is told of the thing later is newer.
            let assignments =
                ["version = 0"] + written.map { "\($0.column) = \(literal($0.value))" }
            retention = Retention(
                table: table,
                assignments: assignments.joined(separator: ", "),
                dependents: missing.dependents,
                afterwards: wake
            )
        }
        self.replacements = replacements
        self.deletions = deletions.map { rows in
            ComposedSQL("DELETE FROM \(rows.table) WHERE \(rows.column) = ?")
        }
    }

    func apply(_ thing: Followed<E>, replaces: Bool, _ statements: Statements) throws {
        let isMissing = missing.isMissing(thing.event)
        if isMissing {
            for deletion in deletions { try statements.run(deletion, [thing.event.id.uuid]) }
            if case .delete = missing.action { return }
        }
        var row: [(any SQLValue)?] = [thing.event.id.uuid, thing.event.version]
        row.reserveCapacity(values.count + 3)
        for (index, value) in values.enumerated() {
            if isMissing, let replacement = replacements[index] {
                row.append(replacement)
            } else {
                row.append(try value(thing))
            }
        }
        row.append(replaces)
        try statements.run(upsert, row)
    }
}

/// A text or null in a statement.
private func literal(_ value: String?) -> String {
    value.map { "'\($0.replacing("'", with: "''"))'" } ?? "NULL"
}
