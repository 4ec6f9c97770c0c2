package import OctopusFairTurns
package import struct FoundationEssentials.UUID

/// For whom a read runs, and whether somebody still waits for it.
package struct ReadTicket: Sendable {
    package let share: Share
    /// Which threads take the read: the mesh's lane has one of its own.
    package let lane: Lane
    /// Asked before the read begins, and again and again while it runs.
    package let isAbandoned: @Sendable () -> Abandonment?

    package init(
        share: Share,
        lane: Lane = .open,
        isAbandoned: @escaping @Sendable () -> Abandonment? = { nil }
    ) {
        self.share = share
        self.lane = lane
        self.isAbandoned = isAbandoned
    }

    private static let nobody = Share(tenant: nil, program: "", person: nil)

    /// The service's own work beside its calls.
    package static let mesh = ReadTicket(share: nobody, lane: .mesh)

    /// Work that belongs to no call, at the cost of a tenant's share.
    package static func work(_ name: String, of tenant: UUID, for part: UUID? = nil) -> ReadTicket {
        ReadTicket(share: Share(tenant: tenant, program: name, person: part))
    }

    /// The ticket of a read that names none: the call's that the task works for.
    @TaskLocal package static var current = ReadTicket(share: nobody)

    /// Whose turn at the writer a write is: the call's; the service's own work takes turns by its name.
    static func share(ofWrite label: String) -> Share {
        current.share == nobody ? Share(tenant: nil, program: label, person: nil) : current.share
    }
}

/// Why a read has no result.
package enum ReadRefusal: Error, Sendable, Hashable {
    /// Too many reads of its share wait already; the level says whose part is full.
    case overloaded(Share.Level)
    /// Nobody waits for it any more.
    case abandoned(Abandonment)
    /// It held its snapshot as long as one may.
    case tooLong(limitMilliseconds: Int)
}
