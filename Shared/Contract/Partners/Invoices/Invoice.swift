public import OctopusContract

/// What a document of the tenant's series of numbers is.
public enum InvoiceKind: String, Codable, Sendable, CaseIterable {
    /// A month's charges; takes some of them back.
    case invoice, credit
}

/// An invoice, or a credit of one; it is never changed.
public struct Invoice: Message {
    /// Its identifier.
    public let id: InvoiceID
    /// The series of its number; absent for the tenant's first one.
    ///
    /// Another one begins when the service's database is put back from a copy that lacks documents: their
    /// numbers are not given again. A month of which such a document told is invoiced anew.
    public let series: String?
    /// 1, 2, 3 and so on without holes, by tenant and series.
    public let number: Int64
    /// Which of the two it is.
    public let kind: InvoiceKind
    /// Who is to pay.
    public let partnerId: PartnerID
    /// What the partner was called then.
    public let partnerName: String
    /// What the tenant's billing system called the partner then.
    public let billingId: String?
    /// The calendar month in the tenant's time zone, as `2026-11`.
    public let month: String
    /// ISO 4217.
    public let currency: String
    /// The sum of the lines, in the currency's smallest unit; negative for a credit.
    public let totalMinorUnits: Int64
    /// When it was issued.
    public let issuedAt: Instant
    /// Of a credit: the invoice.
    public let creditsId: InvoiceID?
    /// Of a credit: why it was given.
    public let reason: String?

    /// Makes one from its fields.
    public init(
        id: InvoiceID,
        series: String? = nil,
        number: Int64,
        kind: InvoiceKind,
        partnerId: PartnerID,
        partnerName: String,
        billingId: String? = nil,
        month: String,
        currency: String,
        totalMinorUnits: Int64,
        issuedAt: Instant,
        creditsId: InvoiceID? = nil,
        reason: String? = nil
    ) {
        self.id = id
        self.series = series
        self.number = number
        self.kind = kind
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.billingId = billingId
        self.month = month
        self.currency = currency
        self.totalMinorUnits = totalMinorUnits
        self.issuedAt = issuedAt
        self.creditsId = creditsId
        self.reason = reason
    }
}

/// What a line of an invoice is for.
public enum InvoiceLineKind: String, Codable, Sendable, CaseIterable {
    /// The package; what was bought beside it; impressions; operators of the chat.
    case package, addOn, impressions, operators
    /// What is given back.
    case credit
}

/// A line of an invoice: quantity times price for the days that it held.
public struct InvoiceLine: Message {
    /// What it is for.
    public let kind: InvoiceLineKind
    /// What that was called.
    public let name: String
    /// How many; of operators the most that there were at a time in the month.
    public let quantity: Int64
    /// What one costs, in the currency's smallest unit.
    public let unitMinorUnits: Int64
    /// For how long that is.
    public let period: BillingPeriod
    /// The first day, as `2026-11-01`.
    public let fromDay: String
    /// The last day.
    public let untilDay: String
    /// How many days are charged: from the first to the last, without those of a suspension.
    public let days: Int64
    /// How many days the month has.
    public let ofDays: Int64
    /// What it comes to.
    public let amountMinorUnits: Int64

    /// Makes one from its fields.
    public init(
        kind: InvoiceLineKind,
        name: String,
        quantity: Int64,
        unitMinorUnits: Int64,
        period: BillingPeriod,
        fromDay: String,
        untilDay: String,
        days: Int64,
        ofDays: Int64,
        amountMinorUnits: Int64
    ) {
        self.kind = kind
        self.name = name
        self.quantity = quantity
        self.unitMinorUnits = unitMinorUnits
        self.period = period
        self.fromDay = fromDay
        self.untilDay = untilDay
        self.days = days
        self.ofDays = ofDays
        self.amountMinorUnits = amountMinorUnits
    }
}

/// An invoice with all of its lines.
public struct InvoiceWithLines: Message {
    /// Its head.
    public let invoice: Invoice
    /// They add up to its total.
    public let lines: [InvoiceLine]

    /// Makes one from its fields.
    public init(invoice: Invoice, lines: [InvoiceLine]) {
        self.invoice = invoice
        self.lines = lines
    }
}
