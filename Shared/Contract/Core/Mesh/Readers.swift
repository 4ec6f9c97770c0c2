/// Keeps a service's log for a reader that acts on it: nothing after its place is trimmed.
///
/// A reader registers before its first read, and again whenever it has come further. What it has acted on
/// is trimmed in time.
public enum RegisterReader: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/RegisterReader",
        .command,
        "Keeps the service's log from a reader's place on, which moves as the reader says so.",
        access: .anyOf(.installation),
        routing: .none,
        reasons: [.logChanged]
    )

    public struct Request: Message {
        /// Names the reader among those of its program.
        public let name: String
        /// What the reader has acted on, that event included; absent before the first.
        public let place: LogPlace?

        /// Makes a request.
        public init(name: String, place: LogPlace?) {
            self.name = name
            self.place = place
        }

        public static let limits: [FieldLimit<Self>] = [.text("name", \.name, .line(1...128))]
    }

    public typealias Reply = Empty
}

/// Who is registered as a reader of a service's log.
public enum ListReaders: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/ListReaders",
        .read,
        "Lists the readers for which the service keeps its log, and how far each has come.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// Makes a request.
        public init() {}
    }

    public struct Reply: Message {
        /// At most 1000, by their names.
        public let readers: [RegisteredReader]

        /// Makes a reply.
        public init(readers: [RegisteredReader]) {
            self.readers = readers
        }
    }
}

/// A reader for which a service keeps its log.
public struct RegisteredReader: Message {
    /// Its program's name, a slash, and its own.
    public let name: String
    /// The number of the last event that it has acted on.
    public let position: Int64
    /// When it was last heard of.
    public let seenAt: Instant

    /// Describes one.
    public init(name: String, position: Int64, seenAt: Instant) {
        self.name = name
        self.position = position
        self.seenAt = seenAt
    }
}

/// Lets go of a reader that will not come back, so that the log is trimmed again.
public enum ForgetReader: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/ForgetReader",
        .command,
        "Lets go of a reader that will not come back; the log is no longer kept for it.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// As `ListReaders` tells it.
        public let name: String

        /// Makes a request.
        public init(name: String) {
            self.name = name
        }

        public static let limits: [FieldLimit<Self>] = [.text("name", \.name, .line(1...256))]
    }

    public typealias Reply = Empty
}
