public import OctopusContract

/// An invoice or a credit was issued; it is never changed.
public struct InvoiceIssued: Event {
    public static let declaration = EventDeclaration(
        "partners.v1/InvoiceIssued",
        .fact,
        "An invoice or a credit of a partner's was issued."
    )

    /// Which one.
    public let invoiceId: InvoiceID
    /// The series of its number; absent for the tenant's first one.
    public let series: String?
    /// Its number in that series.
    public let number: Int64
    /// Which of the two it is.
    public let kind: InvoiceKind
    /// The month, as `2026-11`.
    public let month: String
    /// ISO 4217.
    public let currency: String
    /// The sum of its lines, in the currency's smallest unit.
    public let totalMinorUnits: Int64

    /// Makes one from its fields.
    public init(
        invoiceId: InvoiceID,
        series: String? = nil,
        number: Int64,
        kind: InvoiceKind,
        month: String,
        currency: String,
        totalMinorUnits: Int64
    ) {
        self.invoiceId = invoiceId
        self.series = series
        self.number = number
        self.kind = kind
        self.month = month
        self.currency = currency
        self.totalMinorUnits = totalMinorUnits
    }
}
