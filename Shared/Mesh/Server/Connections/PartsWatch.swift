import Glibc

/// Finds the connections that send parts of a message without end.
///
/// libzmq keeps the parts of a message until the last has come, without a limit and without telling
/// anybody. But the kernel counts what a connection has received, and libzmq says of every message
/// which connection it came from. So a connection that has received more than some frames are long,
/// and goes on without a message, is sending one that does not end.
///
/// It costs a system call for each connection and tick, and for each message only while somebody is
/// suspected. Connections over `ipc` are not counted by the kernel, hence not watched.
struct PartsWatch {
    private struct Connection {
        /// What had been received when a message of it was last seen, or when it was suspected.
        var base: UInt64 = 0
        var isSuspect = false
    }

    private var connections: [Int32: Connection] = [:]
    private let limit: UInt64
    /// While somebody is suspected, every message's connection is to be told.
    private(set) var hasSuspects = false

    /// Makes one that watches nothing.
    ///
    /// - Parameter limit: Bytes that no honest connection receives without completing a message.
    init(limit: Int) { self.limit = UInt64(limit) }

    mutating func accepted(_ descriptor: Int32) { connections[descriptor] = Connection() }

    mutating func closed(_ descriptor: Int32) { connections[descriptor] = nil }

    /// A message of this connection has come, so what it sent before is complete.
    mutating func heard(_ descriptor: Int32, received: (Int32) -> UInt64? = Self.received) {
        guard connections[descriptor]?.isSuspect == true, let count = received(descriptor) else {
            return
        }
        connections[descriptor] = Connection(base: count)
    }

    /// Called once a tick.
    ///
    /// A connection over the limit is only marked at first: it may have completed a message before we
    /// looked. It is ended if it receives as much again until the next tick and completes none.
    ///
    /// - Parameter received: How much a connection has received; nil if it is none any more.
    /// - Returns: The descriptors of connections to end.
    mutating func check(received: (Int32) -> UInt64? = Self.received) -> [Int32] {
        var ended: [Int32] = []
        hasSuspects = false
        for (descriptor, connection) in connections {
            guard let count = received(descriptor) else {
                connections[descriptor] = nil
                continue
            }
            if count - min(count, connection.base) > limit {
                if connection.isSuspect { ended.append(descriptor) }
                connections[descriptor] = Connection(base: count, isSuspect: true)
                hasSuspects = true
            } else if connection.isSuspect {
                hasSuspects = true
            }
        }
        return ended
    }

    // MARK: The kernel

    /// `tcpi_bytes_received` in Linux's `tcp_info`, which is longer than glibc's.
    private static let receivedOffset = 128
    private static let infoBytes = 136

    /// What a TCP connection has received; nil if the descriptor is none.
    static func received(_ descriptor: Int32) -> UInt64? {
        withUnsafeTemporaryAllocation(byteCount: infoBytes, alignment: 8) { info in
            var count = socklen_t(infoBytes)
            guard
                getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, info.baseAddress, &count) == 0,
                Int(count) == infoBytes
            else { return nil }
            return info.load(fromByteOffset: receivedOffset, as: UInt64.self)
        }
    }

    /// Hangs up; libzmq takes that for the peer's doing and lets go of the parts.
    ///
    /// Should the connection have ended this very moment, another may have its descriptor: an honest
    /// client of that one connects again.
    static func end(_ descriptor: Int32) { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
