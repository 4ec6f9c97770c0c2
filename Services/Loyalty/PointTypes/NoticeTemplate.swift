import OctopusServiceKit

/// What the notice of points that expire soon can say, by the name that stands in its message.
enum NoticeVariable: String, TextVariable {
    /// How many points.
    case amount
    /// What they are called.
    case points
    /// On how many days they can still be used, today among them.
    case days
    /// The last of these days, as `2026-12-31`.
    case date
}

/// The message of a notice; filled, it has at most 2,500 characters and fits into a message of a chat.
typealias NoticeTemplate = TextTemplate<NoticeVariable>
