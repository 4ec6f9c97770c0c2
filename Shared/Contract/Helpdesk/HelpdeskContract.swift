public import OctopusContract

extension ContractIndex {
    /// Chats between end users and partners' operators, and messages to many.
    public static let helpdesk = ServiceContract(
        methods: [
            GetChatSettings.self, EnableChat.self, DisableChat.self,
            GetChatPolicy.self, EditChatPolicy.self,
            GetTenantChatPolicy.self, EditTenantChatPolicy.self,

            OpenConversation.self, ListOwnConversations.self, ListConversations.self,
            GetConversation.self, TakeConversation.self, ReleaseConversation.self,
            TransferConversation.self, FinishConversation.self,

            PostMessage.self, ReadMessages.self, EditMessage.self, DeleteMessage.self,
            MarkMessages.self, SetTyping.self,

            SetPresence.self, ListOperators.self, GetWidgetState.self,
            GetOpeningHours.self, SetOpeningHours.self,

            RegisterWebsite.self, EditWebsite.self, RemoveWebsite.self, ListWebsites.self,
            CreateOperatorGroup.self, EditOperatorGroup.self, DeleteOperatorGroup.self,
            ListOperatorGroups.self, CreateRoutingRule.self, EditRoutingRule.self,
            DeleteRoutingRule.self, ListRoutingRules.self,

            NotePageView.self, ListVisitors.self, ListPageViews.self, InviteVisitor.self,
            BeginAttachment.self, SendAttachment.self, AttachmentStatus.self,
            FinishAttachment.self, ReadAttachment.self,

            SearchMessages.self, ReadTranscript.self, MailTranscript.self,

            ReadHelpdeskReport.self, ExportHelpdeskReport.self,

            ReadNews.self, ReadOwnNews.self,

            BlockFollower.self, UnblockFollower.self, ListBlockedFollowers.self,
            MuteChannel.self, UnmuteChannel.self, ListMutedChannels.self,

            AddNote.self, DeleteNote.self, ListNotes.self,
            TagConversation.self, UntagConversation.self, ListTags.self,
            RateConversation.self, ListRatings.self,

            CreateCannedResponse.self, EditCannedResponse.self, DeleteCannedResponse.self,
            ListCannedResponses.self, FindCannedResponses.self, FillCannedResponse.self,

            LeaveOfflineMessage.self, ListOfflineMessages.self, HandleOfflineMessage.self,
            GetOfflinePolicy.self, EditOfflinePolicy.self,
            ListHelpdeskMail.self, RetryHelpdeskMail.self,
            CreateBroadcast.self, EditBroadcast.self, ScheduleBroadcast.self,
            PauseBroadcast.self, ResumeBroadcast.self, CancelBroadcast.self,
            ListBroadcasts.self, GetBroadcast.self,
            ReadSIPNews.self, ReadSIPMessages.self, MarkSIPMessages.self, AnswerBySIP.self,
            NameSIPOperator.self, KeepSIPPresence.self,

            ListNotifications.self, CountNotifications.self, MarkNotifications.self,
        ],
        events: [
            ChatSettingsChanged.self, ChatPolicyChanged.self, ConversationChanged.self,
            MessagePosted.self, MessageRevised.self, MessagesMarked.self, PresenceChanged.self,
            ConversationAnnotated.self, CannedResponseChanged.self,
            OfflinePolicyChanged.self, HelpdeskMailGivenUp.self,
            BroadcastChanged.self, BroadcastApprovalAsked.self, HelpdeskMessagesCounted.self,
            NotificationRaised.self,
            WebsiteChanged.self, OperatorGroupChanged.self, RoutingRuleChanged.self,
            TenantChatPolicyChanged.self,
        ]
    )
}
