import GRDB
import Synchronization

/// Reads that may take minutes: one at a time, on a thread and a connection of their own, so that
/// none of the readers is kept from its work.
///
/// While one lasts, the log of the database can't begin anew; it grows by what is written meanwhile.
final class LongReads: Sendable {
    private struct Entry: Sendable {
        let perform: @Sendable (DatabaseSnapshot) -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var isRunning = false
        var isClosed = false
        var snapshot: DatabaseSnapshot?
        var thread: WriterThread?
    }

    private static let mostWaiting = 100

    private let state = Mutex(State())
    private let connections: Connections

    init(_ connections: Connections) {
        self.connections = connections
    }

    func read<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        let result: Result<T, any Error> = await withUnsafeContinuation { continuation in
            submit(
                Entry(
                    perform: { snapshot in
                        continuation.resume(returning: Result { try snapshot.read(body) })
                    },
                    fail: { continuation.resume(returning: .failure($0)) }
                )
            )
        }
        return try result.get()
    }

    /// Breaks off what runs.
    func close() async {
        let (thread, waiting) = state.withLock { state in
            state.isClosed = true
            state.snapshot?.interrupt()
            defer { state.waiting = [] }
            return (state.thread, state.waiting)
        }
        for entry in waiting { entry.fail(StoreError.closed) }
        await thread?.join()
    }

    private func submit(_ entry: Entry) {
        let refusal: StoreError? = state.withLock { state in
            if state.isClosed { return .closed }
            if state.waiting.count >= Self.mostWaiting { return .overloaded }
            state.waiting.append(entry)
            guard !state.isRunning else { return nil }
            state.isRunning = true
            state.thread = WriterThread(running: run)
            return nil
        }
        if let refusal { entry.fail(refusal) }
    }

    private func run() {
        while let entry = next() {
            do {
                let snapshot = try connections.current.makeSnapshot()
                let isClosed = state.withLock { state in
                    state.snapshot = snapshot
                    return state.isClosed
                }
                if isClosed {
                    entry.fail(StoreError.closed)
                } else {
                    entry.perform(snapshot)
                }
            } catch {
                entry.fail(error)
            }
            state.withLock { $0.snapshot = nil }
        }
    }

    private func next() -> Entry? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
