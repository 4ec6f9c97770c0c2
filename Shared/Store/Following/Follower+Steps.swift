import struct FoundationEssentials.UUID
import Logging
import Synchronization

/// The three ways in which a follower reads, and how what it read is applied.
extension Follower {
    func follow(
        _ kinds: Set<String>,
        after position: EventPosition?,
        _ machine: FollowerMachine
    ) async throws {
        // The first read proves at once that the log was read to its head; a service that has
        // just started would trust no token until then. Those after it wait for news.
        let wait = provenAtMilliseconds == nil ? 0 : configuration.waitMilliseconds
        let read = try await read(kinds, after: position, waitMilliseconds: wait)
        let (page, readAt) = (read.page, read.atMilliseconds)
        var machine = machine
        machine.received(page)
        if let stop = machine.stop {
            logger.critical("The follower stops", metadata: ["reason": "\(stop)"])
            adopt(machine)
            return
        }
        if page.events.isEmpty && page.next == position {
            note(page, readAtMilliseconds: readAt, machine: machine)
            return
        }
        // What comes twice has had its effect: only what lies beyond the position is news.
        let news = page.events.drop { $0.seq <= position?.seq ?? 0 }
        async let ahead = readAhead(kinds, of: page)
        try await apply(news, of: page, machine) { $0.followed(to: $1) }
        await keep(ahead)
        note(page, readAtMilliseconds: readAt, machine: machine)
    }

    func catchUp(
        _ kinds: Set<String>,
        after position: EventPosition?,
        through end: Int64,
        _ machine: FollowerMachine
    ) async throws {
        let page = try await read(kinds, after: position, waitMilliseconds: 0).page
        if position == nil, page.tail > 1 {
            logger.warning(
                "The first events of a new kind are no longer kept",
                metadata: ["kinds": "\(kinds.sorted())", "tail": "\(page.tail)"]
            )
        }
        // What lies beyond is read again together with all other kinds.
        var events = page.events.prefix { $0.seq <= end }
        for index in events.indices { events[index].isReadAnew = true }
        async let ahead = readAhead(kinds, of: page)
        try await apply(events, of: page, machine) { $0.caughtUp(to: $1) }
        await keep(ahead)
    }

    /// The page after a position: the one that was read ahead, or else what the source says now.
    private func read(
        _ kinds: Set<String>,
        after position: EventPosition?,
        waitMilliseconds: Int
    ) async throws -> PageRead {
        let ahead = state.withLock { state in
            defer { state.ahead = nil }
            return state.ahead
        }
        if let ahead, ahead.after == position, ahead.kinds == kinds { return ahead }
        return PageRead(
            after: position,
            kinds: kinds,
            atMilliseconds: configuration.monotonicMilliseconds(),
            page: try await source.read(
                after: position,
                kinds: kinds,
                limit: configuration.batchLimit,
                waitMilliseconds: waitMilliseconds
            )
        )
    }

    /// Reads what comes after a page while that one is applied, if there is more.
    private func readAhead(_ kinds: Set<String>, of page: EventPage) async -> PageRead? {
        guard !page.isAtHead else { return nil }
        // What fails here is asked again in its turn, and its fault is told then.
        return try? await read(kinds, after: page.next, waitMilliseconds: 0)
    }

    private func keep(_ ahead: PageRead?) {
        state.withLock { $0.ahead = ahead }
    }

    /// Applies events in as many transactions as their time takes, each with the position reached.
    private func apply(
        _ events: ArraySlice<StoredEvent>,
        of page: EventPage,
        _ machine: FollowerMachine,
        move: @escaping @Sendable (inout FollowerMachine, EventPosition) -> Void
    ) async throws {
        var machine = machine
        var rest = events
        repeat {
            let slice = try await applySlice(rest, of: page, machine, move: move)
            machine = slice.machine
            rest = rest.dropFirst(slice.count)
            if slice.parkedSubjects.count > Self.parkedLimit {
                machine.overflowed(parkedSubjects: slice.parkedSubjects.count)
                logger.critical("The follower stops: too much is parked")
                rest = []
            }
            adopt(machine)
        } while !rest.isEmpty
    }

    private struct Slice: Sendable {
        let count: Int
        let machine: FollowerMachine
        let parkedSubjects: Set<UUID>
    }

    private func applySlice(
        _ events: ArraySlice<StoredEvent>,
        of page: EventPage,
        _ machine: FollowerMachine,
        move: @escaping @Sendable (inout FollowerMachine, EventPosition) -> Void
    ) async throws -> Slice {
        let limit = configuration.sliceMilliseconds * 1_000_000
        let slice = try await write {
            [table, handlers] transaction in
            let start = monotonicNanoseconds()
            let parked = try table.parkedSubjects(transaction.database)
            var application = EventApplication(
                table: table,
                handlers: handlers,
                transaction: transaction,
                parkedSubjects: parked
            )
            var count = 0
            for event in events {
                try application.apply(event)
                FaultPoint.hit("follower.middle")
                count += 1
                if monotonicNanoseconds() - start > limit { break }
            }
            var machine = machine
            let learned = machine.progress.learned
            if count == events.count {
                move(&machine, page.next)
            } else if let last = events.prefix(count).last {
                move(&machine, EventPosition(epoch: page.epoch, seq: last.seq, id: last.id))
            }
            let database = transaction.database
            try table.save(
                machine.progress,
                applied: application.appliedCount,
                unknown: application.unknownCount,
                in: database
            )
            if machine.progress.learned != learned {
                try table.saveKinds(machine.progress.learned, in: database)
            }
            return Slice(
                count: count,
                machine: machine,
                parkedSubjects: application.parkedSubjects
            )
        }
        report(slice.parkedSubjects)
        return slice
    }

    /// Beyond it the data as a whole is not what this release understands.
    static var parkedLimit: Int { 10_000 }

    func report(_ subjects: Set<UUID>) {
        let added = state.withLock { state in
            defer { state.parkedSubjects = subjects }
            return subjects.subtracting(state.parkedSubjects)
        }
        for subject in added {
            logger.error("An event can't be applied", metadata: ["subject": "\(subject)"])
        }
    }
}
