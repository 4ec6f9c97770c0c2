import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusMail
import OctopusServiceKit

/// Visitors who turned out to be end users: what they began is the end user's.
enum JoinedVisitors {
    static let follower = FollowerDefinition<HelpdeskEnvironment>.projection(
        "visitors",
        of: "identity",
        [
            .on(VisitorJoined.self) { event, _, context in
                try context.work.join(event.id, to: event.endUserId)
            }
        ]
    )
}

extension WorkContext<HelpdeskEnvironment> {
    /// Conversations go over, and where somebody was is forgotten: nothing tells which end user was there.
    fileprivate func join(_ visitor: VisitorID, to endUser: EndUserID) throws {
        // A visitor has few.
        let begun = try ConversationRecord.all(
            database,
            "SELECT * FROM conversations WHERE visitor = ?",
            [visitor]
        )
        for record in begun {
            var record = record
            record.join(endUser, at: now)
            try storeNext(of: record)
        }
        try database.run("DELETE FROM visitors WHERE visitor = ?", [visitor])
        try database.run(
            "UPDATE offline_messages SET end_user = ?, visitor = NULL WHERE visitor = ?",
            [endUser, visitor]
        )
        try database.run(
            "UPDATE mails SET subject_id = ? WHERE subject_id = ?",
            [endUser, visitor]
        )
        let isErased = try database.exists(
            "SELECT 1 FROM end_users WHERE id = ? AND status = 'erased'",
            [endUser]
        )
        guard isErased else { return }
        try database.run("DELETE FROM offline_messages WHERE end_user = ?", [endUser])
        try takeBackMail(about: endUser.uuid)
        for record in begun {
            try database.run("INSERT OR IGNORE INTO forgetting VALUES (?)", [record.seq])
        }
        try wake(Forgetting.job)
    }
}
