public import OctopusContract

/// Ended twice, it is ended once.
public enum EndDisplay: Method {
    public typealias Reply = DisplayedCode

    public static let declaration = MethodDeclaration(
        "loyalty.v1/EndDisplay",
        .command,
        "Ends a displayed code before its time: nobody can use it any more.",
        access: .anyOf(
            .partnerUser(.points, .update),
            .partnerUser(.coupons, .update),
            .partnerUser(.channels, .view)
        ),
        routing: .partner
    )

    public struct Request: Message {
        /// One of the caller's own.
        public let displayId: DisplayID

        /// Makes a request.
        public init(displayId: DisplayID) {
            self.displayId = displayId
        }
    }
}
