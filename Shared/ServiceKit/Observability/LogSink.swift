import Logging
import Synchronization

/// Takes the lines of the log and writes them from a thread of its own.
///
/// A caller that logs does not wait for the reader of the log. The lines of calls go out together, at
/// most `pauseMilliseconds` after they were told; everything else goes at once. When the reader is
/// slow the buffer fills; then lines are dropped and counted, and the log says how many.
package final class LogSink: Sendable {
    /// Writes all these bytes before it returns, however long that takes.
    package typealias Output = @Sendable (UnsafeRawBufferPointer) -> Void

    private struct State: ~Copyable {
        var text: LogText
        /// Dropped since the log last said so.
        var dropped: Int64 = 0
        /// Whether the writer waits for a line without limit, having written everything.
        var isAsleep = true
        /// Whether something waits that must not wait for more to come.
        var isUrgent = false
        /// How many wait until everything is written.
        var flushes = 0
    }

    private let state: Mutex<State>
    private let wake = LogSemaphore()
    private let flushed = LogSemaphore()
    private let output: Output
    private let countDropped: @Sendable (Int64) -> Void
    package static let pauseMilliseconds = 5
    /// Some 7000 lines of calls.
    package static let mostBytes = 2 << 20
    /// What the buffers may keep when there is nothing to write.
    private static let keptBytes = 64 << 10

    /// Makes a sink and starts its thread.
    ///
    /// - Parameters:
    ///   - service: Whose lines they are.
    ///   - format: How they look.
    ///   - countDropped: Told how many more lines were dropped.
    ///   - output: Where they go; standard error unless said otherwise.
    package init(
        service: String,
        format: LogFormat,
        countDropped: @escaping @Sendable (Int64) -> Void = { _ in },
        output: @escaping Output = StandardError.write
    ) {
        state = Mutex(State(text: LogText(service: service, format: format)))
        self.countDropped = countDropped
        self.output = output
        LogThread.start { [weak self, wake] in
            while true {
                wake.wait()
                guard let self else { return }
                writeUntilEmpty()
            }
        }
    }

    deinit { wake.post() }

    /// Appends the line that `body` writes, or drops it if there is no room.
    func append(urgently: Bool, _ body: (inout LogText) -> Void) {
        let wakes = state.withLock { state in
            let start = state.text.count
            body(&state.text)
            if state.text.count > Self.mostBytes {
                state.text.truncate(to: start)
                state.dropped += 1
            }
            let wakes = state.isAsleep || (urgently && !state.isUrgent)
            state.isAsleep = false
            state.isUrgent = state.isUrgent || urgently
            return wakes
        }
        if wakes { wake.post() }
    }

    /// Waits until everything that was told is written.
    ///
    /// - Parameter milliseconds: How long at most; a reader may never read.
    /// - Returns: Whether everything is.
    @discardableResult
    package func flush(withinMilliseconds milliseconds: Int) -> Bool {
        let waits = state.withLock { state in
            guard !state.isAsleep else { return false }
            state.isUrgent = true
            state.flushes += 1
            return true
        }
        guard waits else { return true }
        wake.post()
        return flushed.wait(atMostMilliseconds: milliseconds)
    }

    // MARK: The writing thread

    private func writeUntilEmpty() {
        var batch = LineBuffer()
        repeat {
            if !state.withLock({ $0.isUrgent }) {
                wake.wait(atMostMilliseconds: Self.pauseMilliseconds)
            }
            take(into: &batch)
            output(batch.bytes)
            batch.removeAll(keepingAtMost: Self.keptBytes)
        } while !hasWrittenAll()
    }

    private func take(into batch: inout LineBuffer) {
        let dropped = state.withLock { state in
            let dropped = state.dropped
            if dropped > 0 {
                state.text.begin(.warning, "lines of the log were dropped: its reader is slow")
                state.text.field(.lines, dropped)
                state.text.end()
            }
            state.dropped = 0
            state.isUrgent = false
            state.text.exchange(with: &batch)
            return dropped
        }
        if dropped > 0 { countDropped(dropped) }
    }

    private func hasWrittenAll() -> Bool {
        let flushes: Int? = state.withLock { state in
            guard state.text.count == 0 else { return nil }
            state.isAsleep = true
            defer { state.flushes = 0 }
            return state.flushes
        }
        guard let flushes else { return false }
        for _ in 0..<flushes { flushed.post() }
        return true
    }
}
