import OctopusCBOR
import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusTestKit

@testable import OctopusHelpdesk

/// One method by which an operator might reach a conversation.
struct Way: Sendable {
    enum Answer: Sendable {
        case refused(String)
        case told([UInt8])
    }

    let method: String
    /// How it refuses who does not have the conversation; nil: it answers, without a word of it.
    let refusal: Reason?
    /// Whether who has the conversation is told of it.
    let tells: Bool
    let ask: @Sendable (ForeignScene, Somebody) async throws -> Answer

    private typealias Asked<M: Method> = @Sendable (ForeignScene, Somebody) throws -> M.Request

    private init<M: Method>(
        _ method: M.Type,
        _ refusal: Reason?,
        tells: Bool,
        _ request: @escaping Asked<M>
    ) {
        self.method = M.declaration.name
        (self.refusal, self.tells) = (refusal, tells)
        ask = { scene, somebody in
            try await scene.answer(method, request(scene, somebody), to: somebody)
        }
    }

    private static func shut<M: Method>(
        _ method: M.Type,
        as reason: Reason = .notFound,
        _ request: @escaping Asked<M>
    ) -> Way {
        Way(method, reason, tells: false, request)
    }

    private static func silent<M: Method>(
        _ method: M.Type,
        tells: Bool = true,
        _ request: @escaping Asked<M>
    ) -> Way {
        Way(method, nil, tells: tells, request)
    }

    /// In an order in which who has the conversations can go all of them.
    static let all = reads + lists + steps + ends

    private static let reads = [
        shut(GetConversation.self) { scene, _ in .init(conversationId: scene.anas) },
        shut(ReadMessages.self) { scene, _ in .init(conversationId: scene.anas) },
        shut(ReadTranscript.self) { scene, _ in .init(conversationId: scene.anas) },
        shut(MailTranscript.self) { scene, _ in .init(conversationId: scene.anas) },
        shut(ReadAttachment.self) { scene, _ in
            .init(fileId: scene.photo.fileId, variant: .small)
        },
        shut(AttachmentStatus.self) { scene, _ in .init(uploadId: scene.upload) },
        shut(ListNotes.self) { scene, _ in .init(conversationId: scene.anas) },
        shut(FillCannedResponse.self) { scene, _ in
            .init(conversationId: scene.anas, shortCode: ForeignScene.shortCode)
        },
        shut(SetTyping.self) { scene, _ in .init(conversationId: scene.anas) },
    ]

    private static let lists =
        ConversationStatus.allCases.map { status in
            // Who has them has none that waits or is over.
            silent(ListConversations.self, tells: status == .active) { _, _ in
                .init(status: status)
            }
        } + [
            silent(ListConversations.self) { _, _ in
                .init(status: .active, tag: ForeignScene.tag)
            },
            silent(SearchMessages.self) { _, _ in .init(search: ForeignScene.word) },
            silent(SearchMessages.self) { scene, _ in
                .init(search: ForeignScene.word, endUserId: scene.house.ana)
            },
            silent(ReadNews.self) { scene, somebody in
                .init(after: scene.starts[somebody.userID])
            },
            silent(ListVisitors.self) { _, _ in .init() },
            silent(ListRatings.self) { _, _ in .init() },
            silent(ListBlockedFollowers.self) { _, _ in .init() },
            silent(ReadSIPMessages.self) { _, somebody in .init(userId: somebody.userID) },
            // It names whom something new may concern, and nothing else.
            silent(ReadSIPNews.self, tells: false) { _, _ in .init() },
        ]

    private static let steps = [
        shut(TakeConversation.self, as: .conversationTaken) { scene, _ in
            .init(conversationId: scene.anas)
        },
        shut(InviteVisitor.self, as: .conversationTaken) { scene, _ in
            .init(visitorId: scene.visitor.visitorID, channelId: scene.channel)
        },
        shut(PostMessage.self, as: .conversationTaken) { scene, _ in
            .text("Me!", in: scene.anas, calling: "me")
        },
        shut(AnswerBySIP.self, as: .conversationTaken) { scene, somebody in
            .init(
                userId: somebody.userID,
                conversationId: scene.anas,
                clientId: "sip",
                text: "Me!"
            )
        },
        shut(EditMessage.self) { scene, _ in
            .init(conversationId: scene.anas, seq: scene.answer, text: "No.")
        },
        shut(DeleteMessage.self) { scene, _ in
            .init(conversationId: scene.anas, seq: scene.answer)
        },
        shut(MarkMessages.self) { scene, _ in .init(conversationId: scene.anas, read: 1) },
        // Whose client may have got it before it was another's.
        silent(MarkSIPMessages.self, tells: false) { scene, somebody in
            .init(userId: somebody.userID, conversationId: scene.anas, seq: 1)
        },
        shut(SendAttachment.self) { scene, _ in scene.part },
        shut(FinishAttachment.self) { scene, _ in .init(uploadId: scene.upload) },
        shut(AddNote.self) { scene, _ in .init(conversationId: scene.anas, text: "Me!") },
        shut(DeleteNote.self) { scene, _ in
            .init(conversationId: scene.anas, noteId: scene.note)
        },
        shut(TagConversation.self) { scene, _ in .init(conversationId: scene.anas, tag: "me") },
        shut(UntagConversation.self) { scene, _ in
            .init(conversationId: scene.anas, tag: ForeignScene.tag)
        },
        shut(BlockFollower.self) { scene, _ in .init(conversationId: scene.anas) },
        shut(UnblockFollower.self) { scene, _ in .init(endUserId: scene.house.ana) },
    ]

    private static let ends = [
        shut(ReleaseConversation.self) { scene, _ in .init(conversationId: scene.visitors) },
        shut(TransferConversation.self) { scene, _ in
            .init(conversationId: scene.bens, agentId: scene.eva.userID)
        },
        shut(FinishConversation.self) { scene, _ in .init(conversationId: scene.anas) },
    ]

    /// Settings, words of the partner's own, and what is left or sent outside of conversations.
    static let ofNoConversation: Set<String> = Set(
        ([
            GetChatSettings.self, EnableChat.self, DisableChat.self, GetChatPolicy.self,
            EditChatPolicy.self, SetPresence.self, ListOperators.self, GetOpeningHours.self,
            SetOpeningHours.self, RegisterWebsite.self, EditWebsite.self, RemoveWebsite.self,
            ListWebsites.self, CreateOperatorGroup.self, EditOperatorGroup.self,
            DeleteOperatorGroup.self, ListOperatorGroups.self, CreateRoutingRule.self,
            EditRoutingRule.self, DeleteRoutingRule.self, ListRoutingRules.self,
            ListPageViews.self, BeginAttachment.self, ReadHelpdeskReport.self,
            ExportHelpdeskReport.self, ListTags.self, CreateCannedResponse.self,
            EditCannedResponse.self, DeleteCannedResponse.self, ListCannedResponses.self,
            FindCannedResponses.self, ListOfflineMessages.self, HandleOfflineMessage.self,
            GetOfflinePolicy.self, EditOfflinePolicy.self, ListHelpdeskMail.self,
            RetryHelpdeskMail.self, CreateBroadcast.self, EditBroadcast.self,
            ScheduleBroadcast.self, PauseBroadcast.self, ResumeBroadcast.self,
            CancelBroadcast.self, ListBroadcasts.self, GetBroadcast.self, NameSIPOperator.self,
            KeepSIPPresence.self,
        ] as [any Method.Type]).map { $0.declaration.name }
    )
}

extension AccessRule {
    /// Whether it lets in operators, or the bridge that speaks for them.
    var letsOperatorsIn: Bool {
        switch self {
        case .partnerUser, .installation: true
        default: false
        }
    }
}

func encoded(_ message: some Message) throws -> [UInt8] { try CBOREncoder().encode(message) }
