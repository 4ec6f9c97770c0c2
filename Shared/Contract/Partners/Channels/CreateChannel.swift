public import OctopusContract

/// Makes a draft of a channel.
public enum CreateChannel: Method {
    public typealias Reply = Channel

    public static let declaration = MethodDeclaration(
        "partners.v1/CreateChannel",
        .command,
        "Makes a draft of a channel, within the package's limit.",
        access: .anyOf(.partnerUser(.channels, .full)),
        routing: .partner,
        reasons: [.partnerSuspended, .packageLimit]
    )

    public struct Request: Message {
        /// What the partner decides about it.
        public let terms: ChannelTerms

        /// Makes a request.
        public init(terms: ChannelTerms) {
            self.terms = terms
        }
    }
}

extension CreateChannel.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
