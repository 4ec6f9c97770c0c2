/// How long codes, scans and their keys live.
///
/// A clock that is set back lets none of them live for more than twice its time.
enum CodeLife {
    /// A screenshot is worthless after it.
    static let code = Duration.seconds(60)
    /// The phone shows the next one by then; what it shows lives for half a minute more.
    static let rotation = Duration.seconds(30)
    /// From scanning somebody to giving them something.
    static let scan = Duration.seconds(120)
    /// A display, unless its operator says otherwise; what it shows lives no longer than any code.
    static let display = Duration.seconds(60)
    /// A key signs for so long.
    static let key = Duration.seconds(86_400)
}
