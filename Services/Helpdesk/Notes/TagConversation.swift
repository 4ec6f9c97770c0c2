import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// A partner's words for its conversations.
enum Tags {
    /// That a word stands at a conversation.
    static let stand =
        "EXISTS (SELECT 1 FROM conversation_tags WHERE tag = ? "
        + "AND conversation_tags.conversation = conversations.seq)"

    /// The word's number; nil if it stands at no conversation.
    static func find(
        _ key: String,
        of partner: PartnerID,
        in database: Database
    ) throws -> Int64? {
        try Int64.one(
            database,
            "SELECT id FROM tags WHERE partner = ? AND name_key = ?",
            [partner, key]
        )
    }

    /// The words at a conversation, by the alphabet; nil for who may not see them.
    static func of(_ seen: SeenConversation, in database: Database) throws -> [String]? {
        guard seen.participant.side == .agent, seen.isWhole else { return nil }
        return try Row.all(
            database,
            """
            SELECT name, name_key FROM conversation_tags JOIN tags ON tags.id = tag
            WHERE conversation = ?
            """,
            [seen.record.seq]
        ).map { (name: $0[0] as String, key: $0[1] as String) }
            .sorted { $0.key < $1.key }.map(\.name)
    }

    /// Takes a word from a conversation; it is gone once it stands at none.
    ///
    /// - Returns: Whether it stood there.
    static func remove(
        _ tag: Int64,
        from conversation: Int64,
        in database: Database
    ) throws -> Bool {
        let removed = try database.run(
            "DELETE FROM conversation_tags WHERE tag = ? AND conversation = ?",
            [tag, conversation]
        )
        let isUsed = try database.exists(
            "SELECT 1 FROM conversation_tags WHERE tag = ? LIMIT 1",
            [tag]
        )
        if !isUsed { try database.run("DELETE FROM tags WHERE id = ?", [tag]) }
        return removed > 0
    }

    static func removeAll(from conversation: Int64, in database: Database) throws {
        let tags = try Int64.all(
            database,
            "SELECT tag FROM conversation_tags WHERE conversation = ?",
            [conversation]
        )
        for tag in tags { _ = try remove(tag, from: conversation, in: database) }
    }

    /// What a word is compared by.
    ///
    /// - Throws: `invalid` for a word of accents alone.
    static func key(_ name: String) throws -> String {
        let key = Folding.key(name)
        guard !key.isEmpty else { throw FieldRules.refusal("tag", .characters) }
        return key
    }
}

extension TagConversation: CommandHandler {
    package static func run(
        _ request: TagChoice,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let name = try FieldRules.text(request.tag, "tag", HelpdeskLimits.tag)
        let key = try Tags.key(name)
        let (record, _) = try context.annotated(request.conversationId)
        let database = context.database
        let tag =
            try Tags.find(key, of: record.partner, in: database)
            ?? context.newTag(name, key, of: record.partner)
        let added = try database.run(
            "INSERT OR IGNORE INTO conversation_tags (tag, conversation) VALUES (?, ?)",
            [tag, record.seq]
        )
        guard added > 0 else { return Empty() }
        let count = try Int64.one(
            database,
            "SELECT count(*) FROM conversation_tags WHERE conversation = ?",
            [record.seq]
        )
        guard count ?? 0 <= HelpdeskLimits.conversationTags else { throw Refusal(.tooManyTags) }
        try context.tellAnnotated(record)
        return Empty()
    }
}

extension CommandContext<HelpdeskEnvironment> {
    fileprivate func newTag(_ name: String, _ key: String, of partner: PartnerID) throws -> Int64 {
        let count = try Int64.one(
            database,
            "SELECT count(*) FROM tags WHERE partner = ?",
            [partner]
        )
        guard count ?? 0 < HelpdeskLimits.tags else { throw Refusal(.tooManyTags) }
        try database.run(
            "INSERT INTO tags (partner, name, name_key) VALUES (?, ?, ?)",
            [partner, name, key]
        )
        return database.lastInsertedRowID
    }
}

extension UntagConversation: CommandHandler {
    package static func run(
        _ request: TagChoice,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let key = try Tags.key(FieldRules.text(request.tag, "tag", HelpdeskLimits.tag))
        let (record, _) = try context.annotated(request.conversationId)
        guard let tag = try Tags.find(key, of: record.partner, in: context.database),
            try Tags.remove(tag, from: record.number, in: context.database)
        else { return Empty() }
        try context.tellAnnotated(record)
        return Empty()
    }
}

extension ListTags: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<ConversationTag> {
        _ = try context.caller.requireOperator()
        var list = ListQuery("SELECT name, name_key FROM tags", by: "name_key")
        list.filter("partner", try context.caller.requirePartner())
        return try page(list, of: request, in: context) { row in
            ConversationTag(name: row["name"])
        }
    }
}
