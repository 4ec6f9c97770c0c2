import OctopusServiceKit

extension PersonalData {
    /// What helpdesk keeps of end users.
    static let helpdesk = PersonalData(
        [
            PersonalPart(
                "conversations",
                by: "end_user",
                key: "changed_at",
                "seq",
                leavingOut: ["agent": "names others", "last_agent": "names others"]
            ),
            PersonalPart(
                "messages",
                by: "conversations.end_user",
                key: "messages.conversation",
                "messages.seq",
                from: "conversations JOIN messages ON messages.conversation = conversations.seq",
                leavingOut: ["sender": "names others", "agent": "names others"]
            ),
            PersonalPart(
                "message_revisions",
                by: "conversations.end_user",
                key: "message_revisions.message",
                "message_revisions.edited_at",
                from: """
                    conversations JOIN messages ON messages.conversation = conversations.seq
                    JOIN message_revisions ON message_revisions.message = messages.id
                    """,
                where: "messages.side = 'customer'"
            ),
            PersonalPart(
                "rounds",
                by: "conversations.end_user",
                key: "rounds.conversation",
                "rounds.id",
                from: "conversations JOIN rounds ON rounds.conversation = conversations.seq",
                leavingOut: ["answered_by": "names others", "finished_by": "names others"]
            ),
            PersonalPart(
                "ratings",
                by: "conversations.end_user",
                key: "ratings.conversation",
                "ratings.round",
                from: "conversations JOIN ratings ON ratings.conversation = conversations.seq",
                leavingOut: ["agent": "names others"]
            ),
            PersonalPart(
                "offline_messages",
                by: "end_user",
                key: "id",
                leavingOut: ["handled_by": "names others"]
            ),
            PersonalPart("channel_followers", by: "end_user", key: "channel"),
            PersonalPart(
                "blocks",
                by: "end_user",
                key: "partner",
                leavingOut: ["blocked_by": "names others"]
            ),
            PersonalPart("mutes", by: "end_user", key: "channel"),
            PersonalPart("broadcast_recipients", by: "end_user", key: "broadcast"),
            PersonalPart("notifications", by: "end_user", key: "seq"),
            PersonalPart("notification_marks", by: "end_user", key: "end_user"),
        ],
        withheld: [
            "operators": "a partner's people, who are no end users",
            "presences": "a partner's people, who are no end users",
            "operator_groups": "a partner's people, who are no end users",
            "group_operators": "a partner's people, who are no end users",
            "rule_operators": "a partner's people, who are no end users",
            "holdings": "which operators had a conversation",
            "notes": "what operators write for each other; it is erased with the end user",
            "conversation_tags": "operators' words for each other; erased with the end user",
            "message_words": words, "message_words_content": words, "message_words_data": words,
            "message_words_idx": words, "message_words_config": words,
            "sip_places": "which operators' clients have a conversation",
        ],
        impersonal: [
            "channels", "entitlements", "coupons", "promos", "chat_settings", "chat_policies",
            "assigning", "forgetting", "tags", "canned_responses", "offline_policies",
            "segments", "broadcasts", "message_counts", "promo_notices", "websites",
            "routing_rules",
            "rule_groups", "opening_hours", "visitors", "page_views", "visitor_counts",
            "tenant_chat_policies",
            "search_scopes", "unindexed", "history_merge", "keeping",
        ]
    )

    private static let words = "the words of messages, which are told as messages"
}
