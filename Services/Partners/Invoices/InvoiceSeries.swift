import FoundationEssentials
import GRDB
import OctopusCBOR
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// The series in which documents are numbered: 1, 2, 3 of each tenant without holes, since no document is
/// ever deleted and one process writes.
///
/// A restore that lost documents begins another series, named by its time: the lost ones were told and
/// perhaps mailed, so their numbers stay theirs. A number identifies a document together with its series,
/// as the law has it (Directive 2006/112/EC, article 226(2): "a sequential number, based on one or more
/// series"). How far a tenant's numbers have come outlives the restore.
enum InvoiceSeries {
    private static let kind = "partners.v1/InvoiceNumber"

    /// A document's place in its tenant's numbers.
    struct Place: Message {
        let series: String
        let number: Int64
    }

    /// The next place, which nobody gets twice whatever copy of the database is put back.
    static func next(of tenant: TenantID, in context: some Emitting) throws -> Place {
        let series = try present(in: context.database)
        let last = try Int64.one(
            context.database,
            "SELECT max(number) FROM invoices WHERE tenant = ? AND series = ?",
            [tenant, series]
        )
        let place = Place(series: series, number: (last ?? 0) + 1)
        context.transaction.outlive(
            SurvivalRecord(
                kind: kind,
                id: tenant.uuid,
                untilMilliseconds: nil,
                body: try CBOREncoder().encode(place)
            )
        )
        return place
    }

    /// Begins another series in a restored database, unless it is certain that no number was lost.
    ///
    /// Without the survival file nothing is certain.
    static func settle(
        _ records: [SurvivalRecord],
        in context: WorkContext<PartnersEnvironment>
    ) throws {
        let last = records.filter { $0.kind == kind }
        let isWhole = try !last.isEmpty && last.allSatisfy { try isKnown($0, in: context.database) }
        guard !isWhole else { return }
        try context.database.run(
            "INSERT OR IGNORE INTO invoice_series (name) VALUES (?)",
            [name(at: context.now)]
        )
    }

    private static func isKnown(_ record: SurvivalRecord, in database: Database) throws -> Bool {
        let place = try CBORDecoder().decode(Place.self, from: record.body)
        return try database.exists(
            "SELECT 1 FROM invoices WHERE tenant = ? AND series = ? AND number = ?",
            [record.id, place.series, place.number]
        )
    }

    private static func present(in database: Database) throws -> String {
        try String.one(database, "SELECT name FROM invoice_series ORDER BY seq DESC LIMIT 1", [])
            ?? ""
    }

    /// As `20261128T003612Z`.
    private static func name(at now: Instant) -> String {
        Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
            .formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
    }
}
