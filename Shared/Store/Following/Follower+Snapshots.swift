import struct FoundationEssentials.UUID

/// How a follower begins with the present states of things.
extension Follower {
    func takeSnapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        _ machine: FollowerMachine
    ) async throws {
        let page = try await source.snapshot(
            of: kinds,
            cursor: cursor,
            limit: configuration.batchLimit
        )
        if cursor == nil { try await clearSnapshot(parkedOf: page.kinds) }
        var next = machine
        guard let covered = next.applied(page) else {
            return try await show(page.states, then: next)
        }
        // If this is interrupted, the last page is read again and all of it is done again.
        try await show(page.states, then: nil)
        for kind in covered.sorted() {
            guard let retention = handlers[kind]?.retention else { continue }
            try await forgetOthers(of: kind, retention)
        }
        try await save(next, applied: 0, unknown: 0)
        try await clearSnapshot(parkedOf: [])
    }

    private struct ShownSlice: Sendable {
        let count: Int
        let parkedSubjects: Set<UUID>
    }

    /// Applies states in as many transactions as their time takes; applied twice they are the same.
    ///
    /// - Parameters:
    ///   - states: of a page.
    ///   - next: what is saved with the last of them.
    /// - Throws: what keeps the database from being written.
    private func show(_ states: [StoredEvent], then next: FollowerMachine?) async throws {
        var rest = states[...]
        repeat {
            let slice = try await showSlice(rest, then: next)
            report(slice.parkedSubjects)
            rest = rest.dropFirst(slice.count)
        } while !rest.isEmpty
        if let next { adopt(next) }
    }

    private func showSlice(
        _ states: ArraySlice<StoredEvent>,
        then next: FollowerMachine?
    ) async throws -> ShownSlice {
        let limit = configuration.sliceMilliseconds * 1_000_000
        return try await write { [table, handlers] transaction in
            let start = monotonicNanoseconds()
            let database = transaction.database
            var application = EventApplication(
                table: table,
                handlers: handlers,
                transaction: transaction,
                parkedSubjects: try table.parkedSubjects(database)
            )
            var count = 0
            for var state in states {
                state.isReadAnew = true
                try table.show(state, in: database)
                try application.apply(state)
                FaultPoint.hit("follower.middle")
                count += 1
                if monotonicNanoseconds() - start > limit { break }
            }
            if let next, count == states.count {
                try table.save(
                    next.progress,
                    applied: application.appliedCount,
                    unknown: application.unknownCount,
                    in: database
                )
                try table.saveKinds(next.progress.learned, in: database)
            }
            return ShownSlice(count: count, parkedSubjects: application.parkedSubjects)
        }
    }

    /// Forgets what the snapshot did not show.
    private func forgetOthers(of kind: String, _ retention: Retention) async throws {
        var size = RangeSize()
        var after: UUID?
        while true {
            let (place, count) = (after, size.count)
            let range = try await store.read { [table] database in
                try table.range(of: kind, retention, after: place, count: count, database)
            }
            guard let range else { return }
            if range.missing > 0 {
                let took = try await forget(range, of: kind, retention)
                size.learn(fromMilliseconds: took)
            }
            after = range.last
        }
    }

    /// - Returns: the milliseconds that changing the range itself took.
    private func forget(
        _ range: MissingRange,
        of kind: String,
        _ retention: Retention
    ) async throws -> Int64 {
        for dependent in retention.dependents {
            var isMore = true
            while isMore {
                isMore = try await write { [table] transaction in
                    let database = transaction.database
                    return try table.delete(dependent, of: range, kind, retention, in: database)
                }
            }
        }
        return try await write { [table] transaction in
            let start = monotonicNanoseconds()
            try table.forget(range, of: kind, retention, in: transaction.database)
            try retention.afterwards?(transaction)
            FaultPoint.hit("follower.middle")
            return (monotonicNanoseconds() - start) / 1_000_000
        }
    }

    private func clearSnapshot(parkedOf kinds: Set<String>) async throws {
        var isMore = true
        while isMore {
            isMore = try await write { [table] transaction in
                try table.clearSnapshot(parkedOf: kinds, in: transaction.database)
            }
        }
    }
}
