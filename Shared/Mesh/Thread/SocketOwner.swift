/// Something that has sockets on a socket thread: a server, a client, the ZAP handler.
///
/// All of it is called on that thread, and none of it may wait.
package protocol SocketOwner: AnyObject, Sendable {
    /// Opens its sockets and watches them.
    func attach(to thread: SocketThread) throws

    /// One of its sockets has something to read: takes at most `budget` messages.
    func receive(from socket: ZMQSocket, budget: Int)

    /// Works off at most `budget` elements of its outbox.
    ///
    /// - Returns: Whether something is left.
    func performPending(budget: Int) -> Bool

    /// Whether its outbox has something; asked before the thread sleeps.
    var hasPending: Bool { get }

    /// When it wants to be called, on the monotonic clock.
    var nextDeadlineMilliseconds: Int64? { get }

    func deadlinePassed(nowMilliseconds: Int64)

    /// Closes its sockets: the thread ends, or the owner was detached.
    func detach(from thread: SocketThread)
}
