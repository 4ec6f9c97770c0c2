import GRDB
import OctopusCBOR
import OctopusContract
import struct FoundationEssentials.UUID

extension ExportDefinition {
    /// A service's audit as a file: an entry a line.
    static let audit = ExportDefinition(
        "audit",
        titles: [
            "number", "at (UTC)", "method", "refusal", "count", "program", "program key", "tenant",
            "partner", "person", "acting for them", "session", "address", "call", "changes",
        ],
        upTo: { try Int64.one($0, "SELECT max(seq) FROM audit") },
        list: { source in
            let request = try CBORDecoder().decode(ExportAudit.Request.self, from: source.request)
            return try AuditList.query(
                request.filter,
                tenant: source.tenant,
                partner: source.partner,
                .ascending
            )
        },
        row: { row in
            let entry = try StoredEntry(row).told
            return [
                .number(entry.seq), .instant(entry.at), .text(entry.method), .text(entry.refusal),
                .number(entry.count), .text(entry.program), .text(entry.programKey),
                .id(entry.tenant?.uuid), .id(entry.partner?.uuid), .id(entry.subject),
                .id(entry.actor), .id(entry.session?.uuid), .text(entry.address),
                .text(entry.call), .text(text(of: entry.changes)),
            ]
        }
    )

    /// What was changed, a thing a line.
    private static func text(of changes: [AuditChange]) -> String {
        changes.map { change in
            let fields = change.fields.map { field in
                "\(field.name): \(field.before ?? "-") → \(field.after ?? "-")"
            }
            return "\(change.kind) \(change.about.uuidString.lowercased()) "
                + fields.joined(separator: "; ")
        }.joined(separator: "\n")
    }
}
