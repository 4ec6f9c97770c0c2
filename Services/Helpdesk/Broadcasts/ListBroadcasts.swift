import GRDB
import OctopusFiles
package import OctopusHelpdeskContract
package import OctopusServiceKit
import OctopusStore

extension ListBroadcasts: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<Broadcast> {
        var list = ListQuery(of: BroadcastRecord.self, by: "seq", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("status", request.status)
        return try page(list, of: request, in: context, as: BroadcastRecord.self) {
            try $0.broadcast(in: context.database)
        }
    }
}

extension GetBroadcast: WaitingReadHandler {
    package static func run(
        _ request: Request,
        in context: WaitingContext<HelpdeskEnvironment>
    ) async throws -> Broadcast {
        let partner = try context.caller.requirePartner()
        let topics = NewsTopics(
            [BroadcastChanged.self],
            of: partner,
            about: [request.broadcastId.uuid]
        )
        // Where the log stands is asked first, so that nothing comes between the two.
        let now = try await context.news(of: Self.self, topics, after: nil, waitMs: 0)
        let present = try await context.broadcast(request.broadcastId, of: partner)
        guard let after = request.after, let wait = request.waitMs, present.version <= after
        else { return present }
        _ = try await context.news(of: Self.self, topics, after: now.next, waitMs: wait)
        return try await context.broadcast(request.broadcastId, of: partner)
    }
}

extension WaitingContext<HelpdeskEnvironment> {
    fileprivate func broadcast(
        _ id: BroadcastID,
        of partner: PartnerID
    ) async throws -> Broadcast {
        try await store.read { database in
            try BroadcastRecord.find(id, of: partner, in: database).broadcast(in: database)
        }
    }
}

/// What the messages of a broadcast say; it stands there alone, for all who got it.
struct ToldBroadcast {
    /// About how long one may be on its way.
    static let mostBytes = 20_000

    let id: BroadcastID
    let text: String
    let target: String?
    let videoLink: String?
    let file: StoredFile?

    static func of(_ number: Int64, _ database: Database) throws -> ToldBroadcast? {
        try Row.one(
            database,
            "SELECT id, text, target, video_link, file FROM broadcasts WHERE seq = ?",
            [number]
        ).map { row in
            let file: FileID? = row[4]
            return ToldBroadcast(
                id: row[0],
                text: row[1],
                target: row[2],
                videoLink: row[3],
                file: try file.flatMap { try StoredFile.known($0, in: database) }
            )
        }
    }
}
