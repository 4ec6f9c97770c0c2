import GRDB

/// A read on its way to a thread.
///
/// It belongs to the task that made it until it is submitted, then to the thread that takes it.
class WaitingRead: @unchecked Sendable {
    let ticket: ReadTicket

    init(_ ticket: ReadTicket) { self.ticket = ticket }

    /// Reads and answers.
    func perform(on connections: Connections, _ bound: ReadBound) {}

    /// Answers that nothing was read.
    func fail(_ error: any Error) {}
}

/// A read with its result's type.
final class TypedRead<T: Sendable>: WaitingRead, @unchecked Sendable {
    private let isBounded: Bool
    private let body: @Sendable (Database) throws -> T
    private let continuation: UnsafeContinuation<Result<T, any Error>, Never>

    init(
        _ ticket: ReadTicket,
        isBounded: Bool,
        _ body: @escaping @Sendable (Database) throws -> T,
        _ continuation: UnsafeContinuation<Result<T, any Error>, Never>
    ) {
        self.isBounded = isBounded
        self.body = body
        self.continuation = continuation
        super.init(ticket)
    }

    override func perform(on connections: Connections, _ bound: ReadBound) {
        let result = Result {
            try connections.current.read { database in
                try bound.run(database, ticket, isBounded: isBounded, body)
            }
        }
        continuation.resume(returning: result)
    }

    override func fail(_ error: any Error) {
        continuation.resume(returning: .failure(error))
    }
}
