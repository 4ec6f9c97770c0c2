/// How long the parts of a frame may be, and how many frames libzmq may hold for a peer.
public struct FrameLimits: Sendable, Hashable {
    public var headerBytes: Int
    public var bodyBytes: Int
    /// Each way.
    var peerQueue: Int32

    public static let standard = FrameLimits(headerBytes: 16 * 1024, bodyBytes: 1024 * 1024)

    public init(headerBytes: Int, bodyBytes: Int) {
        self.headerBytes = headerBytes
        self.bodyBytes = bodyBytes
        peerQueue = 256
    }

    /// The longest honest frame.
    var frameBytes: Int { Frame.prefixBytes + headerBytes + bodyBytes }
}
