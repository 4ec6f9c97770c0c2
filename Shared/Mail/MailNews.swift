import Synchronization

/// Wakes the one who sends, from the writer's thread and without waiting.
final class MailNews: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func tell() { continuation.yield() }

    /// Returns when something was told since the last wait ended, or when the task is cancelled.
    func wait() async {
        var iterator = stream.makeAsyncIterator()
        _ = await iterator.next()
    }
}
