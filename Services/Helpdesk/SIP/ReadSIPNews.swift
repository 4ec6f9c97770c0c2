import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

extension ReadSIPNews: WaitingReadHandler {
    package static func run(
        _ request: NewsRequest,
        in context: WaitingContext<HelpdeskEnvironment>
    ) async throws -> Reply {
        let found = try await context.news(
            of: Self.self,
            NewsTopics([ConversationChanged.self, MessagePosted.self]),
            after: request.after,
            waitMs: request.waitMs
        )
        let changed = Set(found.events.map(\.subject))
        guard !changed.isEmpty else {
            return Reply(operators: [], partners: [], next: found.next)
        }
        return try await context.store.read { database in
            var operators: Set<UserID> = []
            var partners: Set<PartnerID> = []
            for id in changed {
                let record = try ConversationRecord.one(
                    database,
                    "SELECT * FROM conversations WHERE id = ?",
                    [id]
                )
                guard let record else { continue }
                if let agent = record.agent { operators.insert(agent) }
                if record.status == .unanswered { partners.insert(record.partner) }
            }
            return Reply(
                operators: operators.sorted(),
                partners: partners.sorted(),
                next: found.next
            )
        }
    }
}
