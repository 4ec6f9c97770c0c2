public import OctopusContract

/// A promo that an end user opens or follows.
public struct PromoChoice: Message {
    /// Which one.
    public let promoId: PromoID

    /// Makes one from its field.
    public init(promoId: PromoID) {
        self.promoId = promoId
    }
}

/// An end user has opened a promo; done twice, it counts once.
public enum OpenPromo: Method {
    public typealias Request = PromoChoice
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "partners.v1/OpenPromo",
        .command,
        "The end user has opened a promo, which counts once.",
        access: .anyOf(.endUser),
        routing: .tenant
    )
}

/// An end user follows the link of a promo; done twice, it counts once.
///
/// Where it leads is what its partner wrote and the tenant approved, whatever a screen shows.
public enum ClickPromo: Method {
    public typealias Request = PromoChoice

    public static let declaration = MethodDeclaration(
        "partners.v1/ClickPromo",
        .command,
        "The end user follows a promo's link, which counts once.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Reply: Message {
        /// Where it leads.
        public let target: String

        /// Makes a reply.
        public init(target: String) {
            self.target = target
        }
    }
}
