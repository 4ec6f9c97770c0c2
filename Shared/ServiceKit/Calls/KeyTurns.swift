import Synchronization
import struct FoundationEssentials.UUID

/// Lets calls that repeat each other prepare one after another.
///
/// A client that hears nothing for a while asks again under the same key. Were both prepared at once, the
/// second would be compared with what was before the first, and be told that its link was used up or its
/// password is wrong, though all was done as it asked. So it looks once the first has ended.
final class KeyTurns: Sendable {
    struct Key: Hashable {
        let scope: [UInt8]
        let key: UUID
    }

    /// Those who wait for the one whose turn it is.
    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs a body when no other of its key runs.
    func inTurn<T>(_ key: Key, _ body: () async throws -> T) async rethrows -> T {
        await take(key)
        defer { leave(key) }
        return try await body()
    }

    private func take(_ key: Key) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[key] == nil else {
                    waiting[key]?.append(continuation)
                    return false
                }
                waiting[key] = []
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave(_ key: Key) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard let others = waiting[key], let next = others.first else {
                waiting[key] = nil
                return nil
            }
            waiting[key] = Array(others.dropFirst())
            return next
        }
        next?.resume()
    }
}
