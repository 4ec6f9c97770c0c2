import OctopusFiles
import OctopusHelpdeskContract
import OctopusMail
import OctopusSegments
package import OctopusServiceKit
package import OctopusStore

/// Helpdesk's table of contents.
package enum HelpdeskService {
    package static let definition = ServiceDefinition<HelpdeskEnvironment>(
        name: "helpdesk",
        migrations: migrations,
        people: People(
            erasing: [
                Retention.Dependent("channel_followers", by: "end_user"),
                Retention.Dependent("blocks", by: "end_user"),
                Retention.Dependent("mutes", by: "end_user"),
                Retention.Dependent("offline_messages", by: "end_user"),
                // Those that wait say what the end user wrote.
                Retention.Dependent("mails", by: "subject_id"),
                Retention.Dependent("broadcast_recipients", by: "end_user"),
                Retention.Dependent("notifications", by: "end_user"),
                Retention.Dependent("notification_marks", by: "end_user"),
            ],
            erasureWakes: Forgetting.job
        ),
        methods: methods,
        events: ContractIndex.helpdesk.events,
        followers: [
            OperatorRecord.follower, JoinedVisitors.follower, BroadcastDecisions.follower,
            Confirmations.follower, PromoNotices.follower,
        ] + ChannelRecord.followers,
        snapshots: [
            .of(ChatSettingsRecord.self), .of(ChatPolicyRecord.self),
            .of(ConversationRecord.self), .of(PresenceRecord.self),
            .of(CannedResponseRecord.self), .of(OfflinePolicyRecord.self),
            .of(BroadcastRecord.self), .of(MessageCountRecord.self), .of(WebsiteRecord.self),
            .of(OperatorGroupRecord.self), .of(RoutingRuleRecord.self),
            .of(TenantChatPolicyRecord.self),
        ],
        parts: [.mail(telling: HelpdeskMailGivenUp.self), .segments, .files, .reports],
        jobs: [
            JobDefinition(Assignments.job, slice: Assignments.run),
            JobDefinition(SilentAgents.job, slice: SilentAgents.run),
            JobDefinition(LostAgents.job, slice: LostAgents.run),
            JobDefinition(Presences.job, slice: Presences.run),
            JobDefinition(DeletedRules.job, slice: DeletedRules.run),
            JobDefinition(Forgetting.job, slice: Forgetting.run),
            JobDefinition(HistoryIndex.job, slice: HistoryIndex.run),
            JobDefinition(HistoryMerge.job, slice: HistoryMerge.run),
            JobDefinition(Keeping.job, slice: Keeping.run),
            JobDefinition(Broadcasting.job, slice: Broadcasting.run),
            JobDefinition(BroadcastClearing.job, slice: BroadcastClearing.run),
            JobDefinition(PromoNotices.job, slice: PromoNotices.run),
            .purge(
                [.failures, .offlineMessages, SIPPlaces.purge, NotificationRecord.purge]
                    + Visits.purge
            ),
        ],
        exports: [.reports(HelpdeskMeasure.self)],
        personal: .helpdesk,
        makeEnvironment: { try HelpdeskEnvironment($0) }
    )

    private static let methods: [MethodEntry<HelpdeskEnvironment>] = [
        .read(GetChatSettings.self), .command(EnableChat.self), .command(DisableChat.self),
        .read(GetChatPolicy.self), .command(EditChatPolicy.self),
        .read(GetTenantChatPolicy.self), .command(EditTenantChatPolicy.self),

        .command(OpenConversation.self), .read(ListOwnConversations.self),
        .read(ListConversations.self), .read(GetConversation.self),
        .command(TakeConversation.self), .command(ReleaseConversation.self),
        .command(TransferConversation.self), .command(FinishConversation.self),

        .command(PostMessage.self), .read(ReadMessages.self), .command(EditMessage.self),
        .command(DeleteMessage.self), .command(MarkMessages.self), .read(SetTyping.self),

        .prepared(BeginAttachment.self), .prepared(SendAttachment.self),
        .waitingRead(AttachmentStatus.self), .prepared(FinishAttachment.self),
        .waitingRead(ReadAttachment.self),

        .read(SearchMessages.self), .read(ReadTranscript.self), .command(MailTranscript.self),

        .read(ReadHelpdeskReport.self), .preparedOnce(ExportHelpdeskReport.self),

        .command(SetPresence.self), .read(ListOperators.self),
        .read(GetWidgetState.self), .read(GetOpeningHours.self), .command(SetOpeningHours.self),

        .command(RegisterWebsite.self), .command(EditWebsite.self), .command(RemoveWebsite.self),
        .read(ListWebsites.self), .command(CreateOperatorGroup.self),
        .command(EditOperatorGroup.self), .command(DeleteOperatorGroup.self),
        .read(ListOperatorGroups.self), .command(CreateRoutingRule.self),
        .command(EditRoutingRule.self), .command(DeleteRoutingRule.self),
        .read(ListRoutingRules.self),

        .command(NotePageView.self), .read(ListVisitors.self), .read(ListPageViews.self),
        .command(InviteVisitor.self),

        .waitingRead(ReadNews.self), .waitingRead(ReadOwnNews.self),

        .command(BlockFollower.self), .command(UnblockFollower.self),
        .read(ListBlockedFollowers.self),
        .command(MuteChannel.self), .command(UnmuteChannel.self), .read(ListMutedChannels.self),

        .command(AddNote.self), .command(DeleteNote.self), .read(ListNotes.self),
        .command(TagConversation.self), .command(UntagConversation.self), .read(ListTags.self),
        .command(RateConversation.self), .read(ListRatings.self),

        .command(CreateCannedResponse.self), .command(EditCannedResponse.self),
        .command(DeleteCannedResponse.self), .read(ListCannedResponses.self),
        .read(FindCannedResponses.self), .read(FillCannedResponse.self),

        .command(LeaveOfflineMessage.self), .read(ListOfflineMessages.self),
        .command(HandleOfflineMessage.self), .read(GetOfflinePolicy.self),
        .command(EditOfflinePolicy.self),
        .read(ListHelpdeskMail.self), .command(RetryHelpdeskMail.self),
        .command(CreateBroadcast.self), .command(EditBroadcast.self),
        .preparedOnce(ScheduleBroadcast.self), .command(PauseBroadcast.self),
        .command(ResumeBroadcast.self), .command(CancelBroadcast.self),
        .read(ListBroadcasts.self), .waitingRead(GetBroadcast.self),
        .waitingRead(ReadSIPNews.self), .read(ReadSIPMessages.self),
        .command(MarkSIPMessages.self), .command(AnswerBySIP.self), .read(NameSIPOperator.self),
        .command(KeepSIPPresence.self),

        .read(ListNotifications.self), .read(CountNotifications.self),
        .command(MarkNotifications.self),
    ]

    /// The steps of the schema; one that was released is never changed.
    package static let migrations = MigrationSet(
        "helpdesk",
        [
            Migration(name: "V001-following", bytes: PackageResources.V001_following_sql),
            Migration(name: "V002-settings", bytes: PackageResources.V002_settings_sql),
            Migration(name: "V003-conversations", bytes: PackageResources.V003_conversations_sql),
            Migration(name: "V004-notes", bytes: PackageResources.V004_notes_sql),
            Migration(
                name: "V005-canned-responses",
                bytes: PackageResources.V005_canned_responses_sql
            ),
            Migration(
                name: "V006-offline-messages",
                bytes: PackageResources.V006_offline_messages_sql
            ),
            Migration(name: "V007-broadcasts", bytes: PackageResources.V007_broadcasts_sql),
            Migration(name: "V008-routing", bytes: PackageResources.V008_routing_sql),
            Migration(name: "V009-hours", bytes: PackageResources.V009_hours_sql),
            Migration(name: "V010-visitors", bytes: PackageResources.V010_visitors_sql),
            Migration(name: "V011-tenants", bytes: PackageResources.V011_tenants_sql),
            Migration(name: "V012-history", bytes: PackageResources.V012_history_sql),
            Migration(name: "V013-keeping", bytes: PackageResources.V013_keeping_sql),
            Migration(name: "V014-sip", bytes: PackageResources.V014_sip_sql),
            Migration(name: "V015-notifications", bytes: PackageResources.V015_notifications_sql),
            Migration(name: "V016-forgetting", bytes: PackageResources.V016_forgetting_sql),
            Migration(
                name: "V017-promo-notices",
                bytes: PackageResources.V017_promo_notices_sql
            ),
            Migration(
                name: "V018-expiry-notices",
                bytes: PackageResources.V018_expiry_notices_sql
            ),
        ]
    )
}
