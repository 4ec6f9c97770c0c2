public import OctopusContract

/// The numbers of the fields that several of helpdesk's messages share.
public enum HelpdeskLimits {
    /// What somebody writes in a chat; an emoji of several people has 25 bytes and more.
    public static let messageText = TextRule.lines(1...4000, bytes: 160_000)
    /// What its sender calls a message, so that a repetition is known.
    public static let clientID = TextRule.line(1...200)
    /// What its sender calls a file.
    public static let fileName = TextRule.line(1...120)
    /// How many messages one read answers.
    public static let messages: ClosedRange<Int64> = 1...200
    /// How many messages one read answers, if the request does not say.
    public static let standardMessages: Int64 = 50
    /// A place in a conversation; 0 is before its first message.
    public static let seq: ClosedRange<Int64> = 0...1_000_000_000
    /// How many conversations an operator may have at a time.
    public static let mostConversations: ClosedRange<Int64> = 1...100
    /// After how many minutes without an answer an operator loses a conversation.
    public static let silentMinutes: ClosedRange<Int64> = 1...1440
    /// What a partner calls a broadcast in lists.
    public static let broadcastTitle = TextRule.line(1...80)
    /// An address of the web.
    public static let link = TextRule.typed(bytes: 2000)
    /// How many channels a broadcast is sent in.
    public static let broadcastChannels: ClosedRange<Int64> = 1...10
    /// How many segments a broadcast is for.
    public static let broadcastSegments: Int64 = 10
    /// A place among notifications.
    public static let notification: ClosedRange<Int64> = 0...1_000_000_000_000_000
    /// How many broadcasts of a partner are not over.
    public static let broadcasts: Int64 = 200
    /// How far ahead a broadcast is planned: two years.
    public static let aheadMilliseconds: Int64 = 731 * 86_400_000
    /// Of a day, as clocks show it.
    public static let minuteOfDay: ClosedRange<Int64> = 0...1439
    /// How long a read waits for news, in milliseconds.
    public static let waitMs: ClosedRange<Int64> = 0...30_000
    /// How long an operator is there without saying so again.
    public static let presenceMilliseconds: Int64 = 90_000
    /// How long somebody types without saying so again.
    public static let typingMilliseconds: Int64 = 6_000
    /// How long a message can be edited by who wrote it.
    public static let editableMilliseconds: Int64 = 86_400_000
    /// How many notes there may be about a conversation.
    public static let notes: Int64 = 1000
    /// A word for conversations.
    public static let tag = TextRule.line(1...40)
    /// How many words a conversation may have.
    public static let conversationTags: Int64 = 20
    /// How many words a partner may use at a time.
    public static let tags: Int64 = 500
    /// What a customer gives a round.
    public static let stars: ClosedRange<Int64> = 1...5
    /// Why a customer gives it.
    public static let ratingText = TextRule.lines(1...1000)
    /// The topic or the title of a prepared answer, and what is searched.
    public static let cannedName = TextRule.line(1...100)
    /// What an operator types for a prepared answer.
    public static let shortCode = TextRule.line(1...40)
    /// What a prepared answer says: with its names it fits into a message.
    public static let cannedBody = TextRule.lines(1...2000)
    /// How many prepared answers a partner may have.
    public static let cannedResponses: Int64 = 1000
    /// How many prepared answers are found at once.
    public static let foundCannedResponses: ClosedRange<Int64> = 1...50
    /// How many prepared answers are found, if the request does not say.
    public static let standardFoundCannedResponses: Int64 = 10
    /// What somebody who leaves a message is called.
    public static let offlineName = TextRule.line(1...100)
    /// The address of a page.
    public static let pageBytes: Int64 = 2000
    /// How many bytes a tenant lets an attachment have.
    public static let attachmentBytes: ClosedRange<Int64> = 1...(256 << 20)
    /// How many days a tenant lets things be kept.
    public static let keptDays: ClosedRange<Int64> = 1...36_500
    /// How many days a tenant lets notifications be kept.
    public static let keptNotificationDays: ClosedRange<Int64> = 1...180
}
