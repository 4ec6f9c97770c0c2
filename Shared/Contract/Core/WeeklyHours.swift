/// Hours of a day of the week.
public struct WeeklyHours: Message {
    /// The day.
    public let day: Weekday
    /// When they begin, in minutes of the clock: 540 is nine.
    public let fromMinute: Int64
    /// When they are over: 1440 is the day's end.
    public let toMinute: Int64

    /// Makes hours.
    public init(day: Weekday, fromMinute: Int64, toMinute: Int64) {
        self.day = day
        self.fromMinute = fromMinute
        self.toMinute = toMinute
    }
}

/// A day of the week.
public enum Weekday: String, Codable, Sendable, CaseIterable {
    /// The first, as ISO 8601 counts.
    case monday
    /// The second.
    case tuesday
    /// The third.
    case wednesday
    /// The fourth.
    case thursday
    /// The fifth.
    case friday
    /// The sixth.
    case saturday
    /// The last.
    case sunday
}
