public import OctopusContract

/// Sets what a partner is called in the tenant's billing system.
public enum SetInvoiceID: Method {
    public typealias Reply = MyPartner

    public static let declaration = MethodDeclaration(
        "partners.v1/SetInvoiceID",
        .command,
        "Sets what a partner is called in the tenant's billing system; one name is one partner's.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.invoiceIdTaken]
    )

    public struct Request: Message {
        /// The partner.
        public let partnerId: PartnerID
        /// The version that was read.
        public let version: Int64
        /// What it is from now on; absent takes it away.
        public let invoiceId: String?

        /// Makes a request.
        public init(partnerId: PartnerID, version: Int64, invoiceId: String?) {
            self.partnerId = partnerId
            self.version = version
            self.invoiceId = invoiceId
        }
    }
}

extension SetInvoiceID.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("invoiceId", \.invoiceId, PartnersLimits.invoiceID)
    ]
}
