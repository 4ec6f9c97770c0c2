public import OctopusContract

// What can be done with an ad:
//
//     draft ──▶ inReview ──▶ approved    by the tenant, at partners' desk
//       │          ├───────▶ rejected    likewise; submitted again, it is in review
//       ◀──────────┘                     withdrawn; rejected and then edited
//                  ◀──── approved        edited
//     all of them ──▶ archived           by its partner

/// The ad that a step is taken with.
public struct AdVersion: Message {
    /// Which one.
    public let adId: AdID
    /// The version that was read.
    public let version: Int64

    /// Makes one from its fields.
    public init(adId: AdID, version: Int64) {
        self.adId = adId
        self.version = version
    }
}

/// Asks the tenant to approve an ad as it is now.
///
/// The request stands on the tenant's desk (`partners.v1/ListPendingRequests`), with what end users would see, and
/// among the partner's own (`partners.v1/ListOwnRequests`).
public enum SubmitAd: Method {
    public typealias Request = AdVersion
    public typealias Reply = Ad

    public static let declaration = MethodDeclaration(
        "advertising.v1/SubmitAd",
        .command,
        "Asks the tenant to approve an ad.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage]
    )
}

/// Takes back the request for an ad, which is a draft again.
public enum WithdrawAd: Method {
    public typealias Request = AdVersion
    public typealias Reply = Ad

    public static let declaration = MethodDeclaration(
        "advertising.v1/WithdrawAd",
        .command,
        "Takes back the request for an ad, which is a draft again.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}

/// Ends an ad for good, and takes back the request for it.
public enum ArchiveAd: Method {
    public typealias Request = AdVersion
    public typealias Reply = Ad

    public static let declaration = MethodDeclaration(
        "advertising.v1/ArchiveAd",
        .command,
        "Ends an ad for good, and takes back the request for it.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}
