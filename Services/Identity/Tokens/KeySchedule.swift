import OctopusIdentityContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// When signing keys are made, used and retired; a value.
///
/// A key is published before it signs, so that no service meets a token whose key it does not
/// know, and stays until the last token that it signed is dead.
struct KeySchedule: Sendable, Hashable {
    var rotationMilliseconds: Int64 = 30 * 86_400_000
    var publishAheadMilliseconds: Int64 = 2 * 60_000
    /// How long a token of the key can be alive after the next key signs.
    var tokensAliveMilliseconds: Int64

    /// From when a key that is due to be made now signs; nil if none is due.
    func newKeyUsedFromAt(_ keys: [KeyTimes], at now: Instant) -> Instant? {
        guard let newest = keys.map(\.usedFromAt).max() else { return now }
        guard successorDueAt(newest) <= now else { return nil }
        return now.adding(milliseconds: publishAheadMilliseconds)
    }

    /// Whether a key is published and signs soon.
    func isWaiting(_ key: KeyTimes, at now: Instant) -> Bool {
        key.usedFromAt.isAlive(at: now, life: publishAheadMilliseconds)
    }

    /// Whether a clock that was ahead made the key: it would sign far too late, and the one before it
    /// far too long.
    func isTooFarAhead(_ key: KeyTimes, at now: Instant) -> Bool {
        key.usedFromAt > now && !isWaiting(key, at: now)
    }

    /// Those whose successor has signed for so long that their last token is dead.
    func retired(_ keys: [KeyTimes], at now: Instant) -> Set<UUID> {
        let ordered = keys.sorted { $0.usedFromAt < $1.usedFromAt }
        return Set(
            zip(ordered, ordered.dropFirst())
                .filter { retiredAt(successorUsedFromAt: $1.usedFromAt) <= now }
                .map(\.0.id)
        )
    }

    func nextDueAt(_ keys: [KeyTimes], at now: Instant) -> Instant {
        let ordered = keys.map(\.usedFromAt).sorted()
        let retirements = ordered.dropFirst().map(retiredAt(successorUsedFromAt:))
        let creation = ordered.last.map(successorDueAt) ?? now
        return (retirements + [creation]).min() ?? creation
    }

    private func successorDueAt(_ usedFromAt: Instant) -> Instant {
        usedFromAt.adding(milliseconds: rotationMilliseconds)
    }

    private func retiredAt(successorUsedFromAt: Instant) -> Instant {
        successorUsedFromAt.adding(milliseconds: tokensAliveMilliseconds)
    }
}

/// What the schedule knows of a key.
struct KeyTimes: Sendable, Hashable {
    let id: UUID
    let usedFromAt: Instant
}
