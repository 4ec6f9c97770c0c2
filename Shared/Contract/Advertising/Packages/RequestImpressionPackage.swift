public import OctopusContract

/// Asks for a package of impressions, as it is now; its tenant decides.
///
/// The request stands on the tenant's desk (`partners.v1/ListPendingRequests`) and among the partner's own
/// (`partners.v1/ListOwnRequests`); until it is decided, who asked takes it back with
/// `partners.v1/CancelRequest`. Approved, its impressions are credited once.
public enum RequestImpressionPackage: Method {
    public static let declaration = MethodDeclaration(
        "advertising.v1/RequestImpressionPackage",
        .command,
        "Asks for a package of impressions, which the tenant approves or rejects.",
        access: .anyOf(.partnerUser(.myAccount, .update)),
        routing: .partner,
        reasons: [
            .partnerSuspended, .notInPackage, .impressionPackageRetired, .tooManyImpressions,
            .tooManyImpressionRequests,
        ]
    )

    public struct Request: Message {
        /// Which one.
        public let impressionPackageId: ImpressionPackageID

        /// Makes a request.
        public init(impressionPackageId: ImpressionPackageID) {
            self.impressionPackageId = impressionPackageId
        }
    }

    public struct Reply: Message {
        /// The request, by which the decision comes back.
        public let requestId: RequestID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(requestId: RequestID) {
            self.requestId = requestId
        }
    }
}
