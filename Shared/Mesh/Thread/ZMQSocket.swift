import COctopusZeroMQ
import Glibc

/// A ZeroMQ socket.
///
/// It belongs to one socket thread and is not safe on any other.
package final class ZMQSocket: @unchecked Sendable {
    package enum Kind: Sendable {
        case router, dealer, reply, pair

        var number: Int32 {
            switch self {
            case .router: ZMQ_ROUTER
            case .dealer: ZMQ_DEALER
            case .reply: ZMQ_REP
            case .pair: ZMQ_PAIR
            }
        }
    }

    /// How sending went; nothing of it is waited for.
    package enum SendResult: Sendable {
        case sent
        /// The peer's queue is full, or no peer is connected.
        case wouldBlock
        /// A ROUTER has no such peer (any more).
        case unroutable
        /// Anything else, as a context that is shut down.
        case failed
    }

    let handle: UnsafeMutableRawPointer
    /// What becomes readable when the socket has news; see `SocketPoller`.
    let descriptor: Int32
    /// Whether there may be something to read of which the descriptor will not tell (any more).
    @exclusivity(unchecked) var mayHaveMore = true
    private var isClosed = false

    package init(_ kind: Kind, in thread: SocketThread) throws(ZMQError) {
        guard let handle = zmq_socket(thread.context, kind.number) else {
            throw ZMQError("open a socket")
        }
        self.handle = handle
        var descriptor: Int32 = -1
        var size = MemoryLayout<Int32>.size
        zmq_getsockopt(handle, ZMQ_FD, &descriptor, &size)
        self.descriptor = descriptor
    }

    package func close() {
        guard !isClosed else { return }
        isClosed = true
        zmq_close(handle)
    }

    deinit { close() }

    // MARK: Endpoints

    package func bind(_ endpoint: String) throws(ZMQError) {
        mayHaveMore = true
        guard zmq_bind(handle, endpoint) == 0 else { throw ZMQError("bind \(endpoint)") }
    }

    package func connect(_ endpoint: String) throws(ZMQError) {
        mayHaveMore = true
        guard zmq_connect(handle, endpoint) == 0 else { throw ZMQError("connect \(endpoint)") }
    }

    package func unbind(_ endpoint: String) {
        mayHaveMore = true
        zmq_unbind(handle, endpoint)
    }

    /// Where it was bound last, with the port that the system chose.
    package var lastEndpoint: String {
        var text = [CChar](repeating: 0, count: 256)
        var count = text.count
        guard zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &count) == 0, count > 0 else {
            return ""
        }
        return String(decoding: text[..<(count - 1)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: Messages

    /// Takes one part if there is one.
    package func receive(into message: ZMQMessage) -> Bool {
        repeat {
            if zmq_msg_recv(message.pointer, handle, ZMQ_DONTWAIT) >= 0 { return true }
        } while zmq_errno() == EINTR
        mayHaveMore = false
        return false
    }

    /// Takes the remaining parts of a message and forgets them.
    ///
    /// Each part replaces the one before, so a message of many parts costs one part of memory here.
    /// What libzmq held until the last part arrived is beyond reach.
    package func discardRest(of message: ZMQMessage) {
        while message.hasMore, receive(into: message) {}
    }

    /// Sends what `message` holds; libzmq takes the bytes over without a copy.
    package func send(_ message: ZMQMessage, more: Bool = false) -> SendResult {
        let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
        mayHaveMore = true
        repeat {
            if zmq_msg_send(message.pointer, handle, flags) >= 0 { return .sent }
        } while zmq_errno() == EINTR
        return Self.failure
    }

    /// Sends a copy of a few bytes.
    package func send(_ bytes: UnsafeRawBufferPointer, more: Bool = false) -> SendResult {
        let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
        mayHaveMore = true
        repeat {
            if zmq_send(handle, bytes.baseAddress, bytes.count, flags) >= 0 { return .sent }
        } while zmq_errno() == EINTR
        return Self.failure
    }

    package func send(_ bytes: [UInt8], more: Bool = false) -> SendResult {
        bytes.withUnsafeBytes { send($0, more: more) }
    }

    private static var failure: SendResult {
        switch zmq_errno() {
        case EAGAIN: .wouldBlock
        case EHOSTUNREACH: .unroutable
        default: .failed
        }
    }

    // MARK: Options

    package func set(_ option: Int32, _ value: Int32) throws(ZMQError) {
        var value = value
        guard zmq_setsockopt(handle, option, &value, MemoryLayout<Int32>.size) == 0 else {
            throw ZMQError("set option \(option)")
        }
    }

    package func setLong(_ option: Int32, _ value: Int64) throws(ZMQError) {
        var value = value
        guard zmq_setsockopt(handle, option, &value, MemoryLayout<Int64>.size) == 0 else {
            throw ZMQError("set option \(option)")
        }
    }

    package func set(_ option: Int32, _ text: String) throws(ZMQError) {
        guard zmq_setsockopt(handle, option, text, text.utf8.count) == 0 else {
            throw ZMQError("set option \(option)")
        }
    }
}
