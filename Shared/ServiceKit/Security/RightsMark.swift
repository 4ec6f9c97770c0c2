import OctopusContract
import OctopusIdentityContract
import struct FoundationEssentials.UUID

/// Up to which position of identity's log the tokens of somebody are outdated.
struct RightsMark: Sendable, Hashable {
    let epoch: UUID
    let position: Int64
    /// When the last of those tokens is dead by itself.
    let forgettableAt: Instant

    init(epoch: UUID, position: Int64, forgettableAt: Instant) {
        self.epoch = epoch
        self.position = position
        self.forgettableAt = forgettableAt
    }

    init(_ event: RightsChanged) {
        self.init(epoch: event.epoch, position: event.version, forgettableAt: event.forgettableAt)
    }

    /// Whether a token is outdated that was issued there.
    ///
    /// One without a position says nothing of what it knew. One of another log ends with its keys.
    func outdates(_ issuedAt: LogPosition?) -> Bool {
        guard let issuedAt else { return true }
        return issuedAt.epoch == epoch && issuedAt.seq <= position
    }

    /// Whether it takes the place of a mark that is known: the later one of a log, and any of another
    /// log, since logs are read in their order.
    func replaces(_ known: RightsMark) -> Bool {
        epoch != known.epoch || position >= known.position
    }
}

extension Person {
    /// Whose changes of rights outdate a token: the user or the service account, their role, their account,
    /// and who acts for them.
    ///
    /// An end user and a visitor have no rights that could change.
    var holders: [UUID] {
        guard !seesItselfAlone else { return [] }
        return [subject, role?.uuid, partner?.uuid, tenant.uuid, actor, actorRole?.uuid]
            .compactMap { $0 }
    }
}
