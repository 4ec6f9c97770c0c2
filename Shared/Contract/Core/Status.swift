/// gRPC's seventeen statuses, by the same numbers and meanings.
public enum Status: UInt8, Sendable, CaseIterable {
    /// It was done.
    case ok = 0
    /// The caller took it back.
    case cancelled = 1
    /// A status that this program does not know.
    case unknown = 2
    /// The request is wrong, whatever the state of things.
    case invalidArgument = 3
    /// It was not done in time.
    case deadlineExceeded = 4
    /// There is no such thing, or none that the caller may see.
    case notFound = 5
    /// There is one already.
    case alreadyExists = 6
    /// The caller may not do that.
    case permissionDenied = 7
    /// A limit is reached: of load, or of attempts.
    case resourceExhausted = 8
    /// The present state does not allow it.
    case failedPrecondition = 9
    /// Somebody else was quicker: read again.
    case aborted = 10
    /// A position outside of what there is.
    case outOfRange = 11
    /// There is no such method.
    case unimplemented = 12
    /// The service failed.
    case `internal` = 13
    /// The service can't do it now; later it may.
    case unavailable = 14
    /// What was stored can't be read any more.
    case dataLoss = 15
    /// No valid token came.
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
