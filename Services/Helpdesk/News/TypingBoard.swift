import OctopusHelpdeskContract
import OctopusServiceKit
import Synchronization
import struct FoundationEssentials.UUID

/// Who types, in memory alone: it is over some seconds later, and a restart forgets it.
final class TypingBoard: Sendable {
    private struct State {
        var nextWaiter = 0
        /// By whom it is told, then by the conversation.
        var notes: [UUID: [ConversationID: Typing]] = [:]
        var waiters: [UUID: [Int: UnsafeContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Tells somebody that the other side types.
    func note(_ typing: Typing, for listener: UUID?, at now: Instant) {
        guard let listener else { return }
        let woken = state.withLock { state in
            var notes = state.notes[listener, default: [:]].filter { $0.value.isAlive(at: now) }
            notes[typing.conversationId] = typing
            state.notes[listener] = notes
            return state.waiters.removeValue(forKey: listener)
        }
        for continuation in (woken ?? [:]).values { continuation.resume() }
    }

    /// What somebody is told now.
    func notes(for listener: UUID, at now: Instant) -> [Typing] {
        state.withLock { state in
            guard let notes = state.notes[listener] else { return [] }
            let alive = notes.filter { $0.value.isAlive(at: now) }
            state.notes[listener] = alive.isEmpty ? nil : alive
            return alive.values.sorted { $0.conversationId < $1.conversationId }
        }
    }

    /// Returns when something is noted for them, or the task is cancelled.
    func wait(for listener: UUID) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !Task.isCancelled else { return true }
                    state.waiters[listener, default: [:]][number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters[listener]?.removeValue(forKey: number)
                if state.waiters[listener]?.isEmpty == true { state.waiters[listener] = nil }
                return waiter
            }
            waiter?.resume()
        }
    }
}

extension Typing {
    /// Of a clock that was ahead it is none any more.
    fileprivate func isAlive(at now: Instant) -> Bool {
        let left = untilAt.milliseconds - now.milliseconds
        return (1...HelpdeskLimits.typingMilliseconds).contains(left)
    }
}
