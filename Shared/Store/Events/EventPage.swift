package import struct FoundationEssentials.UUID

/// How far a reader has come: an event of one log, named by its id too, so that a log which was
/// restored and written anew is told from the one that was read.
package struct EventPosition: Sendable, Hashable {
    package let epoch: UUID
    package let seq: Int64
    /// Nil before the first event.
    package let id: UUID?

    package init(epoch: UUID, seq: Int64, id: UUID?) {
        self.epoch = epoch
        self.seq = seq
        self.id = id
    }
}

/// Which events a reader wants, or may see.
package struct EventFilter: Sendable, Hashable {
    /// Nil is all.
    package var kinds: Set<String>?
    package var tenant: UUID?
    package var partner: UUID?
    /// What the events are about, or whom they concern: one of these, at most `mostSubjects`.
    package var subjects: Set<UUID>?

    /// Each is looked for by itself in each bucket of the log.
    package static let mostSubjects = 64

    package init(
        kinds: Set<String>? = nil,
        tenant: UUID? = nil,
        partner: UUID? = nil,
        subjects: Set<UUID>? = nil
    ) {
        self.kinds = kinds
        self.tenant = tenant
        self.partner = partner
        self.subjects = subjects
    }
}

/// Some events, and where to go on.
package struct EventPage: Sendable, Hashable {
    package let events: [StoredEvent]
    /// What to read after, also past events that the filter left out.
    ///
    /// It may lie before the head although no event was found.
    package let next: EventPosition
    /// The last event there is.
    package let head: Int64
    /// The first event that is kept.
    package let tail: Int64

    package init(events: [StoredEvent], next: EventPosition, head: Int64, tail: Int64) {
        self.events = events
        self.next = next
        self.head = head
        self.tail = tail
    }

    package var epoch: UUID { next.epoch }
    /// Whether nothing was left to read.
    package var isAtHead: Bool { next.seq >= head }

    /// The same empty page, after more events that are not wanted.
    func passed(_ seq: Int64, _ id: UUID) -> EventPage {
        EventPage(
            events: [],
            next: EventPosition(epoch: epoch, seq: seq, id: id),
            head: seq,
            tail: tail
        )
    }
}

/// A filter names more subjects than one read looks for.
package struct TooManySubjects: Error {}

/// The log is not the one that the position was taken from.
package enum LogChanged: String, Error, Sendable {
    case otherEpoch
    case otherEvent
    case beyondHead
    case belowTail
}
