package import OctopusContract

// A service extends its methods of the contract with one of these. `Environment` is what the
// service's methods share beside the database: a password hasher, signing keys, its settings.

/// Answers from a snapshot of the database.
package protocol ReadHandler: Method {
    associatedtype Environment: Sendable
    static func run(_ request: Request, in context: ReadContext<Environment>) throws -> Reply
}

/// Answers from memory, at once, on the thread that reads every caller's calls.
///
/// A read without a database: what takes longer than some microseconds belongs elsewhere.
package protocol MemoryReadHandler: Method {
    associatedtype Environment: Sendable
    static func run(_ request: Request, in context: MemoryContext<Environment>) throws -> Reply
}

/// Waits for news, holding no database connection meanwhile.
package protocol WaitingReadHandler: Method {
    associatedtype Environment: Sendable
    static func run(
        _ request: Request,
        in context: WaitingContext<Environment>
    ) async throws -> Reply
}

/// A waiting read that answers from memory where memory knows, as `MemoryReadHandler` does.
package protocol MemoryFirstReadHandler: WaitingReadHandler {
    /// - Returns: Nil if memory does not know: then it runs.
    static func fromMemory(
        _ request: Request,
        in context: MemoryContext<Environment>
    ) throws -> Reply?
}

/// Changes the database, in one transaction and nowhere else.
package protocol CommandHandler: Method {
    associatedtype Environment: Sendable
    static func run(_ request: Request, in context: CommandContext<Environment>) throws -> Reply
}

/// A command with work that must not hold the writer, before its transaction (hashing a password)
/// or after it (signing a token).
///
/// What it finishes is stored nowhere, so it carries secrets and is repeated by its own state. One with
/// work beforehand alone (counting an audience) is listed as `preparedOnce`: its answer is stored.
package protocol PreparedCommandHandler: Method {
    associatedtype Environment: Sendable
    associatedtype Prepared: Sendable
    associatedtype Draft: Sendable = Reply

    static func prepare(
        _ request: Request,
        in context: WaitingContext<Environment>
    ) async throws -> Prepared

    static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<Environment>
    ) throws -> Draft

    static func finish(
        _ draft: Draft,
        in context: WaitingContext<Environment>
    ) async throws -> Reply
}

/// A command that takes time afterwards alone, as signing a token does.
extension PreparedCommandHandler where Prepared == Empty {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<Environment>
    ) async throws -> Empty {
        Empty()
    }
}

extension PreparedCommandHandler where Draft == Reply {
    package static func finish(
        _ draft: Draft,
        in context: WaitingContext<Environment>
    ) async throws -> Reply {
        draft
    }
}
