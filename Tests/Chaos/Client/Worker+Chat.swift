import FoundationEssentials
import OctopusClient
import OctopusMesh

// The member's conversation with the shop, which many others write to; the owner answers.
extension Worker {
    /// One step of it.
    mutating func chat() async {
        guard let member else { return }
        let person = Person.member(member.email)
        guard isFollowing else {
            return await ask(FollowChannel.self, .init(channelId: desk.shop.channel), for: person)
        }
        guard let talk else {
            return await ask(
                OpenConversation.self,
                .init(channelId: desk.shop.channel),
                for: person
            )
        }
        switch Int.random(in: 0..<10, using: &choices) {
        case ..<4: await say(in: talk, as: pace.takes() ? person : .owner)
        case ..<7: await say(in: talk, as: .owner)
        case 7: await ask(TakeConversation.self, .init(conversationId: talk), for: .owner)
        case 8: await ask(FinishConversation.self, .init(conversationId: talk), for: .owner)
        default:
            let reader = choices.next() % 2 == 0 ? person : .owner
            _ = await desk.read(
                ReadMessages.self,
                .init(conversationId: talk, after: 0, limit: 100),
                for: reader
            )
        }
    }

    private mutating func say(in talk: ConversationID, as person: Person) async {
        await ask(
            PostMessage.self,
            .init(
                conversationId: talk,
                clientId: IdempotencyKey.make().uuidString,
                text: "Swift says \(choices.next() % 1_000_000_000)"
            ),
            for: person
        )
    }
}

/// How fast a person writes in a conversation: a little slower than the service lets them, since what it
/// refuses for now is decided much later.
struct Pace: Sendable {
    private static let mostAtOnce = 20.0
    private static let seconds = 2.5
    private var left = Pace.mostAtOnce
    private var at = ContinuousClock.now

    /// Whether they may write once more.
    mutating func takes() -> Bool {
        let now = ContinuousClock.now
        left = min(Self.mostAtOnce, left + (now - at) / .seconds(Self.seconds))
        at = now
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}
