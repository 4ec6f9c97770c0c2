/// What every list is asked with, beside its own filters.
///
/// A list's filters stand in its `Request`, which names these two as well.
public protocol PageRequest: Message {
    /// The `next` of the page before; absent for the first page.
    var after: PageCursor? { get }
    /// How many rows at most: 1 to 100, 50 if absent.
    var limit: Int64? { get }
}

extension PageRequest {
    public static var limits: [FieldLimit<Self>] { [.pageRows] }
}

extension FieldLimit where Root: PageRequest {
    /// How many rows a page has; a list with limits of its own names it among them.
    public static var pageRows: FieldLimit {
        .number("limit", { $0.limit }, PageLimit.rows, standard: PageLimit.standardRows)
    }

    /// What people type into a search field.
    public static func search(_ text: @escaping @Sendable (Root) -> String?) -> FieldLimit {
        .text("search", text, .typed(bytes: PageLimit.searchBytes))
    }
}

/// The reply of every list.
public struct Page<Row: Message>: Message {
    /// The rows, in the list's order.
    public let items: [Row]
    /// What the next page is asked with; absent on the last page.
    ///
    /// A search looks at ``PageLimit/looked`` rows a page, so a page of it may have few rows, or none, and a
    /// next.
    public let next: PageCursor?

    /// Makes a page, as a service or a test does.
    public init(items: [Row], next: PageCursor? = nil) {
        self.items = items
        self.next = next
    }
}

/// How large a page may be; whichever is reached first ends it.
public enum PageLimit {
    /// Rows, if the request does not say.
    public static let standardRows: Int64 = 50
    /// How many rows a request may ask for.
    public static let rows: ClosedRange<Int64> = 1...100
    /// Encoded rows: half of what a body may have.
    public static let bytes = 512 * 1024
    /// What is searched, in UTF-8.
    public static let searchBytes: Int64 = 1024
    /// Rows that a page looks at where there is no index, as in a search.
    public static let looked: Int64 = 2000
}

/// Where a page ended, sealed by the service that gave it.
///
/// It is good for the list, the filters and the caller that it was given to, and tells nothing.
public struct PageCursor: SelfDescribing, Hashable, Sendable {
    /// What travels; it tells nothing to anyone but the service.
    public let text: String

    /// Takes a cursor that was kept as a text.
    public init(_ text: String) {
        self.text = text
    }

    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public static let shape = Shape.text
    public static let example = PageCursor("next")
}
