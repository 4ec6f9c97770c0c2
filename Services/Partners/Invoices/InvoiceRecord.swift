import GRDB
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// An invoice or a credit; triggers refuse to change it.
struct InvoiceRecord: OwnedRecord {
    static let databaseTableName = "invoices"
    static let ownerColumn = "tenant"
    typealias Owner = TenantID

    /// Its place among all of them; the database gives it.
    private var seq: Int64?
    let id: InvoiceID
    let tenant: TenantID
    let partner: PartnerID
    let number: Int64
    let kind: InvoiceKind
    let month: String
    let partnerName: String
    let billingId: String?
    let currency: String
    let totalMinor: Int64
    let issuedAt: Instant
    let credits: InvoiceID?
    let issuedBy: UserID?
    let reason: String?
    /// Of numbers; empty is the first one.
    private let series: String

    /// What a document says beside its number and its lines.
    struct Head {
        let tenant: TenantID
        let partner: PartnerID
        let partnerName: String
        let billingId: String?
        let month: String
        let currency: String
        var credit: (of: InvoiceID, by: UserID, reason: String)?
    }

    private init(
        _ head: Head,
        _ place: InvoiceSeries.Place,
        total: Int64,
        id: InvoiceID,
        at now: Instant
    ) {
        (self.id, tenant, partner) = (id, head.tenant, head.partner)
        (series, number) = (place.series, place.number)
        (month, partnerName, billingId) = (head.month, head.partnerName, head.billingId)
        (currency, totalMinor, issuedAt) = (head.currency, total, now)
        kind = head.credit == nil ? .invoice : .credit
        (credits, issuedBy, reason) = (head.credit?.of, head.credit?.by, head.credit?.reason)
    }

    /// Issues a document under the tenant's next number, in this transaction.
    static func issue(
        _ head: Head,
        _ lines: [InvoiceLine],
        in context: some Emitting
    ) throws -> InvoiceRecord {
        let record = InvoiceRecord(
            head,
            try InvoiceSeries.next(of: head.tenant, in: context),
            total: lines.map(\.amountMinorUnits).reduce(0, +),
            id: context.newID(),
            at: context.now
        )
        try record.store(in: context.database)
        for (index, line) in lines.enumerated() {
            try InvoiceLineRecord(line, of: record.id, position: index + 1)
                .store(in: context.database)
        }
        try context.emit(
            record.issued,
            about: record.id.uuid,
            tenant: record.tenant,
            partner: record.partner
        )
        FaultPoint.hit("invoice.issued")
        return record
    }

    private var issued: InvoiceIssued {
        InvoiceIssued(
            invoiceId: id,
            series: seriesName,
            number: number,
            kind: kind,
            month: month,
            currency: currency,
            totalMinorUnits: totalMinor
        )
    }

    /// Its number, with its series where there are several.
    var nameInSeries: String { seriesName.map { "\($0)/\(number)" } ?? "\(number)" }

    private var seriesName: String? { series.isEmpty ? nil : series }

    var invoice: Invoice {
        Invoice(
            id: id,
            series: seriesName,
            number: number,
            kind: kind,
            partnerId: partner,
            partnerName: partnerName,
            billingId: billingId,
            month: month,
            currency: currency,
            totalMinorUnits: totalMinor,
            issuedAt: issuedAt,
            creditsId: credits,
            reason: reason
        )
    }

    func withLines(in database: Database) throws -> InvoiceWithLines {
        let lines = try InvoiceLineRecord.all(
            database,
            "SELECT * FROM invoice_lines WHERE invoice = ? ORDER BY position",
            [id]
        )
        return InvoiceWithLines(invoice: invoice, lines: lines.map(\.line))
    }
}

/// A line of one.
struct InvoiceLineRecord: StoredRecord {
    static let databaseTableName = "invoice_lines"

    private let invoice: InvoiceID
    private let position: Int
    private let kind: InvoiceLineKind
    private let name: String
    private let quantity: Int64
    private let unitMinor: Int64
    private let period: BillingPeriod
    private let fromDay: String
    private let untilDay: String
    private let days: Int64
    private let ofDays: Int64
    private let amountMinor: Int64

    init(_ line: InvoiceLine, of invoice: InvoiceID, position: Int) {
        (self.invoice, self.position, kind, name) = (invoice, position, line.kind, line.name)
        (quantity, unitMinor, period) = (line.quantity, line.unitMinorUnits, line.period)
        (fromDay, untilDay) = (line.fromDay, line.untilDay)
        (days, ofDays, amountMinor) = (line.days, line.ofDays, line.amountMinorUnits)
    }

    var line: InvoiceLine {
        InvoiceLine(
            kind: kind,
            name: name,
            quantity: quantity,
            unitMinorUnits: unitMinor,
            period: period,
            fromDay: fromDay,
            untilDay: untilDay,
            days: days,
            ofDays: ofDays,
            amountMinorUnits: amountMinor
        )
    }
}
