public import OctopusContract

public enum ListBalances: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListBalances",
        .read,
        "Tells the partner what an end user has of its points.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: Message {
        public let endUserId: EndUserID

        public init(endUserId: EndUserID) {
            self.endUserId = endUserId
        }
    }

    public struct Reply: Message {
        public let balances: [Balance]

        public init(balances: [Balance]) {
            self.balances = balances
        }
    }
}
