import OctopusCBOR
import OctopusContract
import GRDB
import OctopusStore
import struct FoundationEssentials.Data

/// Reads exports for those who began them.
struct ExportReader: Sendable {
    /// How long a chunk that is being made is waited for.
    private static let waits = 100
    private static let pause = Duration.milliseconds(50)

    let store: Store
    let clock: any ServiceClock
    let sealer: Sealer

    func read(_ request: ReadExport.Request, for caller: Caller) async throws -> ReadExport.Reply {
        for _ in 0..<Self.waits {
            let reply = try await look(request, for: caller)
            if reply.part != nil || reply.isLast { return reply }
            try await Task.sleep(for: Self.pause)
        }
        return try await look(request, for: caller)
    }

    private func look(
        _ request: ReadExport.Request,
        for caller: Caller
    ) async throws -> ReadExport.Reply {
        let now = clock.now
        let (record, sealed) = try await store.read { database in
            let record = try ExportRecord.find(
                request.exportId,
                for: caller,
                at: now,
                in: database
            )
            let sealed = try Data.one(
                database,
                "SELECT sealed FROM export_chunks WHERE export = ? AND number = ?",
                [record.id, request.chunk]
            )
            return (record, sealed)
        }
        guard record.state != .failed else { throw Refusal(.exportFailed) }
        let isMade = record.state == .ready
        if isMade, request.chunk >= record.chunks {
            throw Refusal.invalid(
                Violation("chunk", .range, "The export has \(record.chunks) chunks.")
            )
        }
        return ReadExport.Reply(
            part: try sealed.map {
                Bytes(try sealer.open(Array($0), at: ExportJob.place(of: record)))
            },
            isLast: isMade && request.chunk == record.chunks - 1,
            rows: record.rows
        )
    }
}
