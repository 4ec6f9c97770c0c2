public import OctopusContract

/// Makes a draft of an ad.
public enum CreateAd: Method {
    public typealias Reply = Ad

    public static let declaration = MethodDeclaration(
        "advertising.v1/CreateAd",
        .command,
        "Makes a draft of an ad.",
        access: .anyOf(.partnerUser(.advertising, .full)),
        routing: .partner,
        reasons: [.partnerSuspended, .notInPackage, .tooManyAds]
    )

    public struct Request: Message {
        /// What the partner decides about it.
        public let terms: AdTerms

        /// Makes a request.
        public init(terms: AdTerms) {
            self.terms = terms
        }
    }
}

extension CreateAd.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Replaces everything of an ad: what is absent is removed.
///
/// An ad that was approved is shown no longer until the tenant has approved what it is now; one that was
/// rejected becomes a draft. One that waits for the tenant is withdrawn first.
public enum EditAd: Method {
    public typealias Reply = Ad

    public static let declaration = MethodDeclaration(
        "advertising.v1/EditAd",
        .command,
        "Changes an ad; one that was approved returns to review.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage]
    )

    public struct Request: Message {
        /// Which one.
        public let adId: AdID
        /// The version that was read.
        public let version: Int64
        /// What the partner decides about it.
        public let terms: AdTerms

        /// Makes a request.
        public init(adId: AdID, version: Int64, terms: AdTerms) {
            self.adId = adId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditAd.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
