import Synchronization

/// Wakes the one who sends, from the writer's thread and without waiting.
final class MailNews: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let isUrgent = Atomic<Bool>(false)

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func tell() { continuation.yield() }

    /// Has everything tried now, also while a server in trouble is left alone.
    func hurry() {
        isUrgent.store(true, ordering: .relaxed)
        tell()
    }

    /// Whether everything was to be tried since this was asked last.
    func takeHurry() -> Bool { isUrgent.exchange(false, ordering: .relaxed) }

    /// Returns when something was told since the last wait ended, or when the task is cancelled.
    func wait() async {
        var iterator = stream.makeAsyncIterator()
        _ = await iterator.next()
    }
}
