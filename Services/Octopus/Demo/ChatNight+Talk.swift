import OctopusCBOR
import OctopusClient
import OctopusMesh

// What is written, and what comes of it.
extension ChatNight {
    func endUserJoins() async throws -> DemoEndUser {
        story.chapter("Night: a question")
        return try await tellOfEndUser("Ana Anić")
    }

    func questionIsAsked(
        _ shop: DemoPartner,
        _ desk: Desk,
        _ ana: DemoEndUser
    ) async throws -> Question {
        let open = OpenConversation.Request(channelId: desk.channel)
        try await story.tellRefusal("She wants to write to \(shop.name)", .notFollowing) {
            _ = try await client.call(OpenConversation.self, open, at(shop, as: ana))
        }
        _ = try await story.tell("She follows its channel") {
            try await client.call(
                FollowChannel.self,
                .init(channelId: desk.channel),
                inTenant(ana.token)
            )
        }
        let opened = try await story.tell("and opens a conversation with it") {
            try await client.call(OpenConversation.self, open, at(shop, as: ana))
        }
        let news = try await story.tell("Her phone listens from now on") {
            try await client.call(ReadOwnNews.self, .init(), inTenant(ana.token)).next
        }
        let id = opened.conversationId
        let asked = try await story.tell("She asks at eleven at night") {
            try await say("Do you have oat milk? 🥛", "1", in: id, at(shop, as: ana))
        }
        _ = try await story.tell("The line broke, her phone repeats: the message is there once") {
            let again = try await say("Do you have oat milk? 🥛", "1", in: id, at(shop, as: ana))
            guard again.seq == asked.seq else {
                throw Failure(.fault, "a message that was repeated is there twice")
            }
        }
        let shown = try await story.tell("Nobody is there; she looks how it stands") {
            try await look(at: id, at(shop, as: ana))
        }
        guard shown.status == .unanswered, let place = shown.queuePosition else {
            throw Failure(.fault, "a question that nobody took does not wait")
        }
        story.note("It waits for an operator, at place \(place).")
        return Question(conversation: id, news: news)
    }

    func questionIsTaken(
        _ shop: DemoPartner,
        _ question: Question,
        by ivo: DemoPartner,
        before eva: DemoPartner
    ) async throws {
        story.chapter("Morning: an operator comes")
        for (name, one) in [("Ivo", ivo), ("Eva", eva)] {
            _ = try await story.tell("\(name) says that they are there") {
                try await client.call(SetPresence.self, .init(state: .available), at(one))
            }
        }
        let waiting = try await story.tell("Ivo looks what waits") {
            try await client.call(ListConversations.self, .init(status: .unanswered), at(ivo))
        }
        guard waiting.items.map(\.id) == [question.conversation] else {
            throw Failure(.fault, "the question does not wait for an operator")
        }
        for one in waiting.items { story.note("\(one.name ?? ""): \(one.unread) unread") }
        let choice = ConversationChoice(conversationId: question.conversation)
        _ = try await story.tell("and takes it") {
            try await client.call(TakeConversation.self, choice, at(ivo))
        }
        try await story.tellRefusal("Eva takes it a moment later", .conversationTaken) {
            _ = try await client.call(TakeConversation.self, choice, at(eva))
        }
        try await story.tellRefusal("and can't read what is written there now", .notFound) {
            _ = try await client.call(GetConversation.self, choice, at(eva))
        }
    }

    func couponIsOffered(
        _ shop: DemoPartner,
        _ desk: Desk,
        _ question: Question,
        by ivo: DemoPartner,
        to ana: DemoEndUser
    ) async throws {
        let id = question.conversation
        _ = try await story.tell("Ivo answers, and offers a coupon") {
            try await client.call(
                PostMessage.self,
                .init(
                    conversationId: id,
                    clientId: "ivo-1",
                    text: "We do! Good morning, this one is on us.",
                    couponId: desk.coupon
                ),
                at(ivo)
            )
        }
        let offer = try await story.tell("Ana's phone hears of it") {
            try await heard(\.engagement, from: question.news, by: ana)
        }
        story.note("\(offer.title ?? "")")
        guard let coupon = offer.couponId else {
            throw Failure(.fault, "the card shows no coupon")
        }
        let got = try await story.tell("She takes the coupon, as any other of loyalty's") {
            try await client.call(
                GetCouponForPoints.self,
                .init(couponId: coupon),
                at(shop, as: ana)
            )
        }
        let wallet = try await story.tell("and has it in her wallet") {
            try await client.call(GetWallet.self, .init(), inTenant(ana.token))
        }
        guard wallet.coupons.map(\.id) == [got.issuedCoupon.id] else {
            throw Failure(.fault, "the coupon of the chat is not in the wallet")
        }
        _ = try await story.tell("Her phone tells her so, and so does the thread") {
            try await heard(\.coupon, from: question.news, by: ana)
        }
        let thanks = try await story.tell("She says thank you") {
            try await say("Thank you! I'll be there at noon.", "2", in: id, at(shop, as: ana))
        }
        _ = try await story.tell("Her phone says up to where she has read") {
            try await client.call(
                MarkMessages.self,
                .init(conversationId: id, read: thanks.seq),
                at(shop, as: ana)
            )
        }
        let shown = try await story.tell("and Ivo sees that she has") {
            try await look(at: id, at(ivo))
        }
        guard shown.marks.customerRead == thanks.seq else {
            throw Failure(.fault, "the marks are not what was read")
        }
    }

    func conversationIsFinished(
        _ shop: DemoPartner,
        _ question: Question,
        _ ivo: DemoPartner,
        _ ana: DemoEndUser
    ) async throws {
        story.chapter("Before noon: the conversation ends")
        let id = question.conversation
        _ = try await story.tell("Ivo closes it") {
            try await client.call(
                FinishConversation.self,
                .init(conversationId: id),
                at(ivo)
            )
        }
        let read = ReadMessages.Request(conversationId: id, after: 0)
        let hers = try await story.tell("Ana reads it all once more") {
            try await client.call(ReadMessages.self, read, at(shop, as: ana)).messages
        }
        let theirs = try await story.tell("and so does Ivo") {
            try await client.call(ReadMessages.self, read, at(ivo)).messages
        }
        for message in hers { story.note(MessagePrinter.text(of: message, in: nil)) }
        guard hers == theirs, hers.map(\.seq) == (1...6).map({ Int64($0) }) else {
            throw Failure(.fault, "they read different things")
        }
        story.note("Both read the same, in the same order.")
    }

    private func say(
        _ text: String,
        _ clientId: String,
        in conversation: ConversationID,
        _ options: CallOptions
    ) async throws -> PostMessage.Reply {
        try await client.call(
            PostMessage.self,
            .init(conversationId: conversation, clientId: clientId, text: text),
            options
        )
    }

    private func look(
        at conversation: ConversationID,
        _ options: CallOptions
    ) async throws -> Conversation {
        try await client.call(
            GetConversation.self,
            .init(conversationId: conversation),
            options
        )
    }

    /// Waits for a message that is something.
    private func heard<Thing>(
        _ thing: (ChatMessage) -> Thing?,
        from start: Bytes,
        by ana: DemoEndUser
    ) async throws -> Thing {
        var next = start
        for _ in 0..<20 {
            let news = try await client.call(
                ReadOwnNews.self,
                .init(after: next, waitMs: 10_000),
                inTenant(ana.token)
            )
            if let found = news.messages.compactMap({ thing($0.message) }).first { return found }
            next = news.next
        }
        throw Failure(.fault, "it was not heard of")
    }
}

extension ChatMessage {
    /// The coupon that the thread tells of.
    fileprivate var coupon: CouponID? {
        happening?.kind == .couponIssued ? happening?.couponId : nil
    }
}
