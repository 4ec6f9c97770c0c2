public import OctopusCBOR
public import OctopusContract

/// Counts that an ad was shown, seen or clicked, each once for an ad that was chosen, whatever comes how often and in
/// which order; what was seen or clicked was shown.
///
/// What comes after `expiresAt` still counts for ten minutes if the campaign runs and has impressions and caps
/// have room; what comes later, or for a campaign that is over, doesn't, which is no error. A click leads on
/// whether it counts or not.
public enum CountAd: Method {
    public static let declaration = MethodDeclaration(
        "advertising.v1/CountAd",
        .command,
        "Counts that an ad was shown, seen or clicked, and tells where a click leads.",
        access: .anyOf(.endUser),
        routing: .tenant,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.impressionTokenRefused]
    )

    public struct Request: Message {
        /// What `PickAd` gave with the ad.
        public let token: Bytes
        /// What happened.
        public let event: ImpressionEvent
        /// Which card of a carousel was clicked, the first is 0; absent: the ad.
        public let card: Int64?

        /// Makes a request.
        public init(token: Bytes, event: ImpressionEvent, card: Int64? = nil) {
            self.token = token
            self.event = event
            self.card = card
        }
    }

    public struct Reply: Message {
        /// Whether it is counted, now or before.
        public let isCounted: Bool
        /// Where a click leads, an address of the web.
        public let target: String?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(isCounted: Bool, target: String? = nil) {
            self.isCounted = isCounted
            self.target = target
        }
    }
}

extension CountAd.Request {
    public static let limits: [FieldLimit<Self>] = [.number("card", \.card, 0...9)]
}

/// What a client tells of an ad that it was given.
public enum ImpressionEvent: String, Codable, Sendable, CaseIterable {
    /// It was rendered.
    case shown
    /// At least half of it was in view for a second, of a video for two (MRC).
    case viewable
    /// It was clicked.
    case clicked
}
