/// How long the parts of a frame may be, and how many frames libzmq may hold for a peer.
public struct FrameLimits: Sendable, Hashable {
    /// The longest header.
    public var headerBytes: Int
    /// The longest body.
    public var bodyBytes: Int
    /// Each way.
    var peerQueue: Int32

    /// What every service and client keeps to: 16 KiB and 1 MiB.
    public static let standard = FrameLimits(headerBytes: 16 * 1024, bodyBytes: 1024 * 1024)

    /// Makes limits of other lengths.
    public init(headerBytes: Int, bodyBytes: Int) {
        self.headerBytes = headerBytes
        self.bodyBytes = bodyBytes
        peerQueue = 256
    }

    /// The longest honest frame.
    var frameBytes: Int { Frame.prefixBytes + headerBytes + bodyBytes }
}
