import GRDB
import OctopusContract
import OctopusMesh
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// An entry as it lies in the table: with the events' own bytes, which are compared when they are read.
struct StoredEntry {
    struct Change {
        let kind: String
        let about: UUID
        let before: [UInt8]?
        let after: [UInt8]?
        /// What of the personal fields changed, as digests.
        let personal: [AuditField]
        /// Whether the states were left out, since they are too long.
        let isCut: Bool
    }

    /// Without its changes.
    var entry: AuditEntry
    var changes: [Change]

    init(_ entry: AuditEntry, _ changes: [Change]) {
        (self.entry, self.changes) = (entry, changes)
    }

    /// The entry as it is told.
    var told: AuditEntry {
        get throws {
            var entry = entry
            entry.changes = try changes.map { change in
                let fields = AuditFields.difference(
                    try change.before.map { try AuditFields.of($0) } ?? [],
                    try change.after.map { try AuditFields.of($0) } ?? []
                )
                let cut = AuditField(name: "…", before: nil, after: "too long to be kept")
                return AuditChange(
                    kind: change.kind,
                    about: change.about,
                    fields: fields + change.personal + (change.isCut ? [cut] : [])
                )
            }
            return entry
        }
    }

    /// What the column `kinds` says.
    var kinds: String {
        guard changes.count > 1 else { return changes.first?.kind ?? "" }
        var kinds: [String] = []
        for change in changes where !kinds.contains(change.kind) { kinds.append(change.kind) }
        return kinds.joined(separator: " ")
    }
}

/// Who called what, from where: what an entry says of a call, whatever it came to.
struct AuditFacts: Sendable, Hashable {
    var method: String
    var program: String
    var programKey: String?
    var tenant: TenantID?
    var partner: PartnerID?
    var subject: UUID?
    var actor: UUID?
    var session: SessionID?
    var address: String?
    var call: String?

    func entry(
        seq: Int64,
        at: Instant,
        refusal: String?,
        count: Int64,
        _ draft: AuditDraft?
    ) -> AuditEntry {
        AuditEntry(
            seq: seq,
            at: at,
            method: method,
            refusal: refusal,
            count: count,
            program: program,
            programKey: programKey,
            tenant: tenant,
            partner: partner ?? draft?.partner,
            subject: subject ?? draft?.subject,
            actor: actor,
            session: session ?? draft?.session,
            address: address,
            call: call
        )
    }
}

extension AuditFacts {
    /// What is known of a call.
    ///
    /// - Parameters:
    ///   - method: Its declared name.
    ///   - call: As it came.
    ///   - caller: Who was let in; nil if nobody was.
    ///   - person: Whose token came with it; the caller's person unless said otherwise.
    init(_ method: String, _ call: IncomingCall, _ caller: Caller?, _ person: Person? = nil) {
        let person = caller?.person ?? person
        let program = call.principal
        self.init(
            method: method,
            program: program.name,
            programKey: program.publicKey,
            tenant: caller?.tenant ?? person?.tenant ?? program.tenant.map { TenantID($0) },
            partner: caller?.partner ?? person?.partner ?? program.partner.map { PartnerID($0) },
            subject: person?.subject,
            actor: person?.actor,
            session: person?.session,
            address: caller?.place.address ?? call.peer,
            call: call.debugID
        )
    }
}

extension StoredEntry {
    /// The entry of a row.
    init(_ row: Row) throws {
        try self.init(bytes: Array(row["entry"] as Data))
    }
}
