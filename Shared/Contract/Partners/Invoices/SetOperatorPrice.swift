public import OctopusContract

/// Says what an operator of a partner's chat costs a month.
///
/// It holds for months that begin after it was set.
public enum SetOperatorPrice: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/SetOperatorPrice",
        .command,
        "Sets what a chat operator costs a partner a month, for months that begin later.",
        access: .anyOf(.tenantUser(.invoices, .full)).refusingImpersonators,
        routing: .tenant
    )

    public struct Request: Message {
        /// In the smallest unit of the tenant's currency.
        public let minorUnits: Int64

        /// Makes a request.
        public init(minorUnits: Int64) {
            self.minorUnits = minorUnits
        }
    }

    public struct Reply: Message {
        /// What was set, with the tenant's currency.
        public let price: Price

        /// Makes a reply.
        public init(price: Price) {
            self.price = price
        }
    }
}

extension SetOperatorPrice.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("minorUnits", \.minorUnits, PartnersLimits.operatorPrice)
    ]
}
