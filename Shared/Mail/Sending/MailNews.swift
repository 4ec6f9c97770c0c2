import OctopusStore
import Synchronization

/// Wakes the one who sends, from the writer's thread and without waiting.
final class MailNews: Sendable {
    private let told = Sequencer()
    private let isUrgent = Atomic<Bool>(false)

    /// Rises with all that is told.
    var level: Int64 { told.value }

    func tell() { told.advance() }

    /// Has everything tried now, also while a server in trouble is left alone.
    func hurry() {
        isUrgent.store(true, ordering: .relaxed)
        tell()
    }

    /// Whether everything was to be tried since this was asked last.
    func takeHurry() -> Bool { isUrgent.exchange(false, ordering: .relaxed) }

    /// Returns when something was told since the level was that, or when the task is cancelled.
    ///
    /// A wait that is given up must leave the next one waiting, which an `AsyncStream` does not.
    func wait(beyond level: Int64) async { await told.wait(for: level + 1, timeout: nil) }
}
