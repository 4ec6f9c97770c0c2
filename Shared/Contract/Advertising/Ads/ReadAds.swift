public import OctopusContract

/// Lists the partner's ads, newest first.
public enum ListAds: Method {
    public typealias Reply = Page<Ad>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListAds",
        .read,
        "Lists the partner's ads, newest first.",
        access: .anyOf(.partnerUser(.advertising, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: AdStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(status: AdStatus? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension ListAds.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// Tells what an ad is now.
public enum GetAd: Method {
    public typealias Reply = Ad

    public static let declaration = MethodDeclaration(
        "advertising.v1/GetAd",
        .read,
        "Tells what an ad is now.",
        access: .anyOf(.partnerUser(.advertising, .view)),
        routing: .partner
    )

    public struct Request: Message {
        /// Which one.
        public let adId: AdID

        /// Makes a request.
        public init(adId: AdID) {
            self.adId = adId
        }
    }
}
