import COctopusZeroMQ
import Synchronization
import Testing

@testable import OctopusMesh

@Suite struct SocketThreadTests {
    /// A server under a flood and a client with a call under way share a thread: the client's answer
    /// must not wait for the end of the flood.
    @Test(.timeLimit(.minutes(1)))
    func whatAlwaysHasMoreKeepsTheThreadFromNobody() async throws {
        let thread = try SocketThread(name: "busy")
        let busy = BusyOwner()
        let quiet = QuietOwner()
        try thread.attach(busy)
        try thread.attach(quiet)

        // The turn that read the quiet socket to its end is over: only its descriptor tells of more.
        _ = thread.performAndWait {}
        quiet.send(in: thread)
        await quiet.received()
        #expect(busy.turns.load(ordering: .relaxed) > 0)

        quiet.closeSender()
        await thread.stop()
    }
}

/// Its socket has more to read whenever it is looked at.
private final class BusyOwner: SocketOwner, @unchecked Sendable {
    let turns = Atomic<Int>(0)
    private var socket: ZMQSocket?

    func attach(to thread: SocketThread) throws {
        let socket = try ZMQSocket(.dealer, in: thread)
        thread.watch(socket, for: self)
        self.socket = socket
    }

    func receive(from socket: ZMQSocket, budget: Int) {
        turns.add(1, ordering: .relaxed)
        socket.mayHaveMore = true
    }

    func detach(from thread: SocketThread) { socket?.close() }
}

/// One message comes to it, from a socket that another thread fills.
private final class QuietOwner: SocketOwner, @unchecked Sendable {
    private let arrival = AsyncStream<Void>.makeStream()
    private let message = ZMQMessage()
    private var socket: ZMQSocket?
    private var sender: UnsafeMutableRawPointer?

    func attach(to thread: SocketThread) throws {
        let socket = try ZMQSocket(.pair, in: thread)
        try socket.bind("inproc://quiet")
        // Has it looked at before the message comes, so that it counts as read to the end.
        _ = socket.receive(into: message)
        thread.watch(socket, for: self)
        self.socket = socket
    }

    func send(in thread: SocketThread) {
        sender = zmq_socket(thread.context, ZMQ_PAIR)
        zmq_connect(sender, "inproc://quiet")
        zmq_send(sender, "news", 4, 0)
    }

    func closeSender() { zmq_close(sender) }

    func received() async {
        for await _ in arrival.stream { return }
    }

    func receive(from socket: ZMQSocket, budget: Int) {
        if socket.receive(into: message) { arrival.continuation.yield() }
        socket.mayHaveMore = false
    }

    func detach(from thread: SocketThread) { socket?.close() }
}

extension SocketOwner {
    fileprivate func performPending(budget: Int) -> Bool { false }
    fileprivate var hasPending: Bool { false }
    fileprivate var nextDeadlineMilliseconds: Int64? { nil }
    fileprivate func deadlinePassed(nowMilliseconds: Int64) {}
}
