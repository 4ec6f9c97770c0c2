import COctopusZeroMQ

/// What libzmq tells of a socket's connections.
package struct SocketEvent: OptionSet, Sendable, Hashable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let connected = SocketEvent(rawValue: ZMQ_EVENT_CONNECTED)
    package static let connectDelayed = SocketEvent(rawValue: ZMQ_EVENT_CONNECT_DELAYED)
    package static let connectRetried = SocketEvent(rawValue: ZMQ_EVENT_CONNECT_RETRIED)
    package static let accepted = SocketEvent(rawValue: ZMQ_EVENT_ACCEPTED)
    package static let bindFailed = SocketEvent(rawValue: ZMQ_EVENT_BIND_FAILED)
    package static let acceptFailed = SocketEvent(rawValue: ZMQ_EVENT_ACCEPT_FAILED)
    package static let closed = SocketEvent(rawValue: ZMQ_EVENT_CLOSED)
    package static let disconnected = SocketEvent(rawValue: ZMQ_EVENT_DISCONNECTED)
    package static let handshakeSucceeded = SocketEvent(rawValue: ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
    package static let handshakeFailedNoDetail = SocketEvent(
        rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
    )
    package static let handshakeFailedProtocol = SocketEvent(
        rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
    )
    package static let handshakeFailedAuth = SocketEvent(rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
}

/// Reads a socket's events.
///
/// Trap 7: libzmq's I/O thread stalls on a monitor that is not read. The socket thread, which
/// reads this one, therefore always drains it; and the monitoring ends before the reader closes. What
/// waits to be read, a thousand events by libzmq's own mark, is all the memory that it costs.
package final class SocketMonitor {
    /// The socket to watch for reading.
    package let reader: ZMQSocket
    private let monitored: ZMQSocket
    private let message = ZMQMessage()

    package init(
        _ socket: ZMQSocket,
        events: SocketEvent,
        in thread: SocketThread
    )
        throws(ZMQError)
    {
        let endpoint = "inproc://monitor-\(UInt(bitPattern: socket.handle))"
        guard zmq_socket_monitor(socket.handle, endpoint, events.rawValue) == 0 else {
            throw ZMQError("watch a socket")
        }
        monitored = socket
        reader = try ZMQSocket(.pair, in: thread)
        try reader.set(ZMQ_LINGER, Int32(0))
        try reader.connect(endpoint)
    }

    /// Takes the next event: two parts, a number with a value, and the endpoint.
    ///
    /// - Returns: Nil if there is none. The value is a file descriptor, an error number, or a
    ///   reason of a failed handshake, as zmq_socket_monitor(3) says.
    package func next() -> (event: SocketEvent, value: Int32, endpoint: String)? {
        guard reader.receive(into: message) else { return nil }
        guard message.count >= 6, message.hasMore else {
            reader.discardRest(of: message)
            return nil
        }
        let number = message.bytes.loadUnaligned(as: UInt16.self)
        let value = message.bytes.loadUnaligned(fromByteOffset: 2, as: Int32.self)
        guard reader.receive(into: message) else { return nil }
        let endpoint = String(decoding: message.bytes, as: UTF8.self)
        return (SocketEvent(rawValue: Int32(number)), value, endpoint)
    }

    package func close() {
        // The I/O thread may be waiting for room, and holds a lock meanwhile that the next call takes.
        while reader.receive(into: message) {}
        zmq_socket_monitor(monitored.handle, nil, 0)
        reader.close()
    }
}
