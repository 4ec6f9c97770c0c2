/// The words of RESET: why a session or a frame is not accepted.
///
/// A request whose call id and session can be read is never answered by one of the first three, but
/// by a REPLY that says `malformed` or `tooLarge`.
public enum ResetReason: String, Hashable, Sendable, CaseIterable {
    /// The frame can't be read, and no call id in it can.
    case malformed
    /// A message must be exactly one frame: no empty delimiter, no further parts.
    case notOneFrame
    /// A frame of a kind that only services send.
    case unexpectedKind
    /// The process has no such session, or it belongs to another connection.
    case unknownSession
    /// The program's key is not registered any more.
    case revoked
    /// No protocol version in common, or a frame of another version.
    case version
    /// The client chose its routing id, which would let programs take each other's place.
    case routingIDChosen
    /// The client took its replies too slowly.
    case notReading
    /// Too many connections or sessions of this program.
    case overloaded

    /// Whether one frame is refused and the session goes on as it was.
    ///
    /// Any other word about its session makes a client say HELLO again before its next call.
    public var isOfFrameAlone: Bool {
        switch self {
        case .malformed, .notOneFrame, .unexpectedKind: true
        case .unknownSession, .revoked, .version, .routingIDChosen, .notReading, .overloaded: false
        }
    }
}
