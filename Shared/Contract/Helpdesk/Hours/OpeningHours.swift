public import OctopusContract

/// When a partner, or a channel of its own, answers.
public struct OpeningHours: Message {
    /// The channel; absent: of all channels that have none of their own.
    public let channelId: ChannelID?
    /// Rises with each change; 0 while nothing was ever set.
    public let version: Int64
    /// What holds; absent: a channel has those of its partner, a partner answers at any time.
    public let terms: OpeningTerms?

    /// Makes opening hours.
    public init(channelId: ChannelID? = nil, version: Int64, terms: OpeningTerms?) {
        self.channelId = channelId
        self.version = version
        self.terms = terms
    }
}

/// The hours of a week and the days that are otherwise, on the clocks of the tenant's zone.
public struct OpeningTerms: Message {
    /// The hours of each week; a day without any is closed.
    public let weekly: [WeeklyHours]
    /// Days that are not as their day of the week.
    public let exceptions: [ExceptionalDay]
    /// What a message outside of the hours is answered, once until an operator has closed the conversation.
    public let closedText: String

    /// Makes terms.
    public init(weekly: [WeeklyHours], exceptions: [ExceptionalDay] = [], closedText: String) {
        self.weekly = weekly
        self.exceptions = exceptions
        self.closedText = closedText
    }
}

extension OpeningTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("closedText", \.closedText, OpeningLimits.closedText)
    ]
}

/// A day that is not as its day of the week.
public struct ExceptionalDay: Message {
    /// As `2026-12-25`.
    public let date: String
    /// Its hours; none: it is closed.
    public let hours: [DayHours]

    /// Makes a day.
    public init(date: String, hours: [DayHours] = []) {
        self.date = date
        self.hours = hours
    }
}

/// Hours of a day.
public struct DayHours: Message {
    /// When they begin, in minutes of the clock.
    public let fromMinute: Int64
    /// When they are over: 1440 is the day's end.
    public let toMinute: Int64

    /// Makes hours.
    public init(fromMinute: Int64, toMinute: Int64) {
        self.fromMinute = fromMinute
        self.toMinute = toMinute
    }
}

/// The numbers of opening hours.
public enum OpeningLimits {
    /// What a message outside of the hours is answered.
    public static let closedText = TextRule.lines(1...1000)
    /// Minutes of a day.
    public static let minutes: ClosedRange<Int64> = 0...1440
    /// How many hours a week or a day has.
    public static let hours: ClosedRange<Int64> = 0...50
    /// How many days may be otherwise.
    public static let exceptions: ClosedRange<Int64> = 0...200
}
