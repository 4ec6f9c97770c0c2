/// Finds out the shape of messages, and an example of each, by decoding them from nothing.
///
/// A message's own `init(from:)` tells which fields it asks for and of what type; this answers each
/// question with an example and writes it down. So the contract can't differ from the code. It
/// relies on the conventions that the README of this folder lists, and says which one was broken.
public struct ShapeRecorder {
    private let recording = Recording()

    /// Makes a recorder that has met no type.
    public init() {}

    /// The shape alone, as `.named("AwardPoints.Request")`.
    public static func shape<T: Decodable>(of type: T.Type) throws -> Shape {
        try ShapeRecorder().record(type)
    }

    /// A value with all optional fields and one element in each array.
    public static func example<T: Decodable>(of type: T.Type) throws -> T {
        let recording = Recording()
        let recorded = try recording.record(type, hint: "text")
        try recording.finish()
        return recorded.example
    }

    /// Records a type and everything that it uses; `types` then has all of them.
    ///
    /// - Throws: `RecordingError`.
    @discardableResult
    public func record<T: Decodable>(_ type: T.Type) throws -> Shape {
        let shape = try recording.record(type, hint: "text").shape
        try recording.finish()
        return shape
    }

    /// Every type that was met, in the order in which they were.
    public var types: [TypeDescription] {
        recording.names.compactMap { name in
            recording.forms[name].map { TypeDescription(name: name, form: $0) }
        }
    }
}

/// A convention that a message breaks.
public struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where, as `AwardPoints.Request.lots`.
    public let path: String
    /// What breaks the convention.
    public let problem: String

    public var description: String { "\(path): \(problem)" }
}

/// A shape, and a value that has it.
struct Recorded<T> {
    let shape: Shape
    let example: T
}

/// Thrown where a value is needed of a type whose example is still being made.
struct Unfinished: Error {
    let name: String
}
