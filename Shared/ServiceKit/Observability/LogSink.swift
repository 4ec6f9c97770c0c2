import Logging
import OctopusMesh
import Synchronization

/// Takes the lines of the log and writes them from a thread of its own.
///
/// A caller that logs does not wait for the reader of the log. The lines of calls go out together, at
/// most `pauseMilliseconds` after they were told; everything else goes at once. When the reader is
/// slow the buffer fills; then lines are dropped and counted, and the log says how many. What is beyond
/// the budget is left out in the same way.
package final class LogSink: Sendable {
    /// Writes all these bytes before it returns, however long that takes.
    package typealias Output = @Sendable (UnsafeRawBufferPointer) -> Void
    /// Does what is due by the clock: tells what was counted.
    ///
    /// - Returns: Whether it is to be asked again.
    typealias Tick = @Sendable (_ nowMilliseconds: Int64) -> Bool

    private struct State: ~Copyable {
        var text: LogText
        var budget: LogBudget
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
    private let ticks = Mutex<[Tick]>([])
    private let isTicking = Atomic(false)
    private let wake = LogSemaphore()
    private let flushed = LogSemaphore()
    private let output: Output
    private let hasRoom: @Sendable () -> Bool
    private let countDropped: @Sendable (Int64) -> Void
    package static let pauseMilliseconds = 5
    /// Some 7000 lines of calls.
    package static let mostBytes = 2 << 20
    /// What the buffers may keep when there is nothing to write.
    private static let keptBytes = 64 << 10
    private static let tickMilliseconds = 500

    /// Makes a sink and starts its thread.
    ///
    /// - Parameters:
    ///   - service: Whose lines they are.
    ///   - format: How they look.
    ///   - countDropped: Told how many more lines were dropped or left out.
    ///   - output: Where they go; standard error unless said otherwise.
    package convenience init(
        service: String,
        format: LogFormat,
        countDropped: @escaping @Sendable (Int64) -> Void = { _ in },
        output: @escaping Output = StandardError.write
    ) {
        self.init(
            service: service,
            format: format,
            budget: .unlimited,
            countDropped: countDropped,
            output: output
        )
    }

    init(
        service: String,
        format: LogFormat,
        budget: LogBudget,
        countDropped: @escaping @Sendable (Int64) -> Void = { _ in },
        hasRoom: @escaping @Sendable () -> Bool = { true },
        output: @escaping Output
    ) {
        state = Mutex(State(text: LogText(service: service, format: format), budget: budget))
        self.countDropped = countDropped
        self.hasRoom = hasRoom
        self.output = output
        LogThread.start { [weak self, wake] in
            var isTicking = false
            while true {
                if isTicking {
                    wake.wait(atMostMilliseconds: Self.tickMilliseconds)
                } else {
                    wake.wait()
                }
                guard let self else { return }
                writeUntilEmpty()
                isTicking = tick(MonotonicClock.nowMilliseconds)
                self.isTicking.store(isTicking, ordering: .relaxed)
                // What it told, and nobody else wakes this thread for.
                writeUntilEmpty()
            }
        }
    }

    deinit { wake.post() }

    /// Has something done about twice a second, from the time a line is told until it is not wanted.
    func atTick(_ body: @escaping Tick) { ticks.withLock { $0.append(body) } }

    /// Has the ticks begin, if they rest: something was counted that is no line of this log.
    func wakeTicks() {
        if !isTicking.exchange(true, ordering: .relaxed) { wake.post() }
    }

    /// Appends a whole line of the security log, whatever the budget says.
    func append(securityLine line: UnsafeRawBufferPointer) {
        state.withLock { state in
            state.text.append(line)
            state.isAsleep = false
            state.isUrgent = true
        }
        wake.post()
    }

    /// Appends the line that `body` writes, or leaves it out if there is no room for it.
    func append(
        _ sort: LogBudget.Sort = .notes,
        urgently: Bool,
        _ body: (inout LogText) -> Void
    ) {
        let wakes = state.withLock { state in
            guard state.budget.takes(sort) else { return false }
            let start = state.text.count
            body(&state.text)
            if state.text.count > Self.mostBytes {
                state.text.truncate(to: start)
                state.dropped += 1
            } else {
                state.budget.spend(state.text.count - start, sort)
            }
            let wakes = state.isAsleep || (urgently && !state.isUrgent)
            state.isAsleep = false
            state.isUrgent = state.isUrgent || urgently
            return wakes
        }
        if wakes { wake.post() }
    }

    /// Waits until everything that was told is written, and what was counted is told.
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

    /// Tells what is counted, whether its time has come or not, and waits as `flush` does.
    package func end(withinMilliseconds milliseconds: Int) {
        _ = tick(.max)
        flush(withinMilliseconds: milliseconds)
    }

    // MARK: The writing thread

    /// - Returns: Whether time changes something: a budget that fills, a count that is to be told.
    private func tick(_ now: Int64) -> Bool {
        var isWanted = false
        for body in ticks.withLock({ $0 }) where body(now) { isWanted = true }
        let isRoomLow = !hasRoom()
        let (leftOut, isFull) = state.withLock { state in
            let wasRoomLow = state.budget.isRoomLow || isRoomLow
            state.budget.isRoomLow = isRoomLow
            state.budget.refill(atMilliseconds: now)
            let leftOut = state.budget.takeLeftOut()
            if leftOut > 0 {
                // Past the budget, which it tells of.
                state.text.begin(
                    .warning,
                    wasRoomLow
                        ? "lines of the log were left out: its disk has little room"
                        : "lines of the log were left out: there were more than log.rate allows"
                )
                state.text.field(.lines, leftOut)
                state.text.end()
                state.isAsleep = false
                state.isUrgent = true
            }
            return (leftOut, state.budget.isFull)
        }
        if leftOut > 0 { countDropped(leftOut) }
        return isWanted || !isFull
    }

    private func writeUntilEmpty() {
        var batch = LineBuffer()
        var tickedAt = MonotonicClock.nowMilliseconds
        repeat {
            if !state.withLock({ $0.isUrgent }) {
                wake.wait(atMostMilliseconds: Self.pauseMilliseconds)
            }
            take(into: &batch)
            if batch.count > 0 { output(batch.bytes) }
            batch.removeAll(keepingAtMost: Self.keptBytes)
            let now = MonotonicClock.nowMilliseconds
            if now - tickedAt >= Self.tickMilliseconds {
                // There may be no end to the lines.
                tickedAt = now
                _ = tick(now)
            }
        } while !hasWrittenAll()
    }

    private func take(into batch: inout LineBuffer) {
        let now = MonotonicClock.nowMilliseconds
        let dropped = state.withLock { state in
            state.budget.refill(atMilliseconds: now)
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
