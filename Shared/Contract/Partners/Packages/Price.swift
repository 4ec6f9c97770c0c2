public import OctopusContract

/// What something costs.
public struct Price: Message {
    /// In the currency's smallest unit: 1250 of `EUR` is 12.50.
    public let minorUnits: Int64
    /// ISO 4217; the tenant's.
    public let currency: String
    /// For how long that is.
    public let period: BillingPeriod

    /// Makes one from its fields.
    public init(minorUnits: Int64, currency: String, period: BillingPeriod) {
        self.minorUnits = minorUnits
        self.currency = currency
        self.period = period
    }
}

extension Price {
    public static let limits: [FieldLimit<Self>] = [
        .number("minorUnits", \.minorUnits, PartnersLimits.minorUnits),
        .text("currency", \.currency, .line(3...3)),
    ]
}

/// What a price is paid for.
public enum BillingPeriod: String, Codable, Sendable, CaseIterable {
    /// A calendar month, a calendar year, or once and for all.
    case month, year, once
}

/// Whether something of the catalogue can be asked for.
public enum OfferStatus: String, Codable, Sendable, CaseIterable {
    /// It can be asked for.
    case available
    /// It can't; who has it keeps it.
    case retired
}
