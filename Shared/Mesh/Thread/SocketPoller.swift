import COctopusZeroMQ
import Glibc

/// Says which sockets have something to read, and sleeps when none has.
///
/// Trap 10: a socket's descriptor is edge-triggered, and sending and receiving eat edges; it can be
/// trusted only after receiving has come to the end and nothing was sent since. Each `ZMQSocket`
/// knows that of itself, so what may have more is read first, and the thread sleeps in `poll` on the
/// bare descriptors when none has. `zmq_poll` would ask each socket for its descriptor and twice for
/// its events, every time: a system call for each, though only one of them has news.
struct SocketPoller {
    typealias Watch = (socket: ZMQSocket, owner: any SocketOwner)

    private let waker: ThreadWaker
    private var watches: [Watch] = []
    /// The waker's, then one of each socket.
    private var descriptors: [pollfd]

    init(_ waker: ThreadWaker) {
        self.waker = waker
        descriptors = [Self.input(waker.descriptor)]
    }

    mutating func add(_ socket: ZMQSocket, for owner: any SocketOwner) {
        watches.append((socket, owner))
        descriptors.append(Self.input(socket.descriptor))
    }

    mutating func removeAll(where isUnwanted: (Watch) -> Bool) {
        watches.removeAll(where: isUnwanted)
        descriptors = [descriptors[0]] + watches.map { Self.input($0.socket.descriptor) }
    }

    var hasReadable: Bool { watches.contains { $0.socket.mayHaveMore } }

    /// The first socket from this place on that may have something to read.
    ///
    /// While its owner reads, sockets come and go and change their places; a socket that is
    /// passed by so keeps its mark and is found in the next turn.
    func firstReadable(from place: Int) -> (place: Int, watch: Watch)? {
        for index in place..<max(place, watches.count) where watches[index].socket.mayHaveMore {
            return (index, watches[index])
        }
        return nil
    }

    /// Sleeps until a socket or the waker has news, or time is up.
    mutating func wait(milliseconds: Int64) {
        let ready = poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: milliseconds))
        // A descriptor that was closed while it is watched would make the thread spin for ever.
        precondition(
            ready >= 0
                ? descriptors.allSatisfy { $0.revents & Int16(POLLNVAL) == 0 } : errno == EINTR,
            "poll failed on a watched socket"
        )
        guard ready > 0 else { return }
        if descriptors[0].revents != 0 { waker.clear() }
        for index in watches.indices where descriptors[index + 1].revents != 0 {
            watches[index].socket.mayHaveMore = true
        }
    }

    private static func input(_ descriptor: Int32) -> pollfd {
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
}
