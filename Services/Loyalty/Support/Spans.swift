import OctopusLoyaltyContract

/// A span of time that is counted in milliseconds, not in days of a calendar.
struct Span: Hashable, Sendable {
    let milliseconds: Int64

    static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
    static func minutes(_ count: Int64) -> Span { seconds(count * 60) }
    static func hours(_ count: Int64) -> Span { minutes(count * 60) }
    static func days(_ count: Int64) -> Span { hours(count * 24) }
}

extension Instant {
    func adding(_ span: Span) -> Instant { adding(milliseconds: span.milliseconds) }
}
