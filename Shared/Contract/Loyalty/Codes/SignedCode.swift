public import OctopusContract

/// A code for a phone's screen, which rotates so that a screenshot is worthless.
public struct SignedCode: Message {
    /// Digits, capitals and `:` only, so that a QR needs little room.
    public let text: String
    /// When the phone asks for the next one.
    public let rotatesAt: Instant
    /// From then on it is refused.
    public let validUntilAt: Instant

    /// Makes one from its fields.
    public init(text: String, rotatesAt: Instant, validUntilAt: Instant) {
        self.text = text
        self.rotatesAt = rotatesAt
        self.validUntilAt = validUntilAt
    }
}
