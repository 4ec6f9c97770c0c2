/// gRPC's seventeen statuses, by the same numbers and meanings.
public enum Status: UInt8, Sendable, CaseIterable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case `internal` = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16

    /// As gRPC writes it: `FAILED_PRECONDITION`.
    public var name: String { Self.names[Int(rawValue)] }

    private static let names = allCases.map { status in
        String(describing: status).reduce(into: "") { name, letter in
            if letter.isUppercase { name.append("_") }
            name.append(letter.uppercased())
        }
    }
}

/// What a call did, which gRPC's statuses leave open.
public enum Effect: UInt8, Sendable, CaseIterable {
    /// A rule refused it: asking again is pointless.
    case none = 0
    /// Nobody began it: it can be asked again.
    case notStarted = 1
    /// It may have happened: only a read, or a command with a key, can be asked again.
    case unknown = 2
    /// It happened, and is on disk.
    case committed = 3
}
