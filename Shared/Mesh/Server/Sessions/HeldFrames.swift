/// Frames that wait because their peer does not read, or has not proven that it does.
///
/// libzmq can't say which peer of a ROUTER has room again, so they are tried again and again, every
/// few milliseconds; and they are bounded, because a peer must not make a service remember for it.
struct HeldFrames {
    private struct Peer {
        var frames: [[UInt8]] = []
        var byteCount = 0
    }

    private var peers: [RoutingID: Peer] = [:]

    var isEmpty: Bool { peers.isEmpty }
    var waiting: [RoutingID] { Array(peers.keys) }

    func contains(_ peer: RoutingID) -> Bool { !peers.isEmpty && peers[peer] != nil }

    /// Keeps a frame.
    ///
    /// - Returns: False if the peer has more waiting than it may: its session should end.
    mutating func hold(_ frame: [UInt8], for peer: RoutingID, limits: ServerLimits) -> Bool {
        var held = peers[peer] ?? Peer()
        guard held.frames.count < limits.heldFrames,
            held.byteCount + frame.count <= limits.heldBytes
        else { return false }
        peers[peer] = nil
        held.byteCount += frame.count
        held.frames.append(frame)
        peers[peer] = held
        return true
    }

    /// Sends as many as can be sent, in order.
    mutating func release(_ peer: RoutingID, _ send: ([UInt8]) -> Bool) {
        guard var held = peers.removeValue(forKey: peer) else { return }
        var sent = 0
        for frame in held.frames {
            guard send(frame) else { break }
            held.byteCount -= frame.count
            sent += 1
        }
        guard sent < held.frames.count else { return }
        held.frames.removeFirst(sent)
        peers[peer] = held
    }

    mutating func forget(_ peer: RoutingID) { peers[peer] = nil }
}
