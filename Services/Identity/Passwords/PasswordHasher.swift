import COctopusSodium
import OctopusIdentityContract

/// Hashes passwords on a few threads of its own.
///
/// A hash takes some 20 ms and 19 MiB. On the socket's thread, the writer's or Swift's pool it
/// would hold up everybody; without a bound a flood of log-ins would take the machine's memory. So
/// there are `threadCount` hashes at a time and `queueLimit` that wait; the next is refused.
package final class PasswordHasher: Sendable {
    private let work: HashingQueue
    package init(threadCount: Int = 2, queueLimit: Int = 64) throws {
        guard sodium_init() >= 0 else { throw PasswordHasherError.unavailable }
        work = HashingQueue(limit: queueLimit)
        for _ in 0..<threadCount { try work.startThread() }
    }

    deinit { work.close() }

    func hash(_ password: Password) async throws -> String {
        let hash = try await perform { Argon2.hash(password.text) }
        guard let hash else { throw PasswordHasherError.unavailable }
        return hash
    }

    /// Whether the password is that of the hash, and the hash to keep instead if its cost is dated, or
    /// if it is of the text as it came, which versions before hashed.
    func verify(_ password: Password, against hash: String?) async throws -> Verification {
        // An unknown e-mail costs as much as a wrong password.
        let known = hash ?? Argon2.nobodysHash
        return try await perform {
            let isOfText = Argon2.verify(password.text, against: known)
            let isOfTyped =
                !isOfText && password.typed.map { Argon2.verify($0, against: known) } == true
            let isRight = (isOfText || isOfTyped) && hash != nil
            let isOutdated = isRight && (isOfTyped || Argon2.isOutdated(known))
            return Verification(
                isRight: isRight,
                betterHash: isOutdated ? Argon2.hash(password.text) : nil
            )
        }
    }

    struct Verification: Sendable {
        let isRight: Bool
        let betterHash: String?
    }

    private func perform<T: Sendable>(_ body: @escaping @Sendable () -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = work.add { continuation.resume(returning: body()) }
            if !isTaken {
                continuation.resume(
                    throwing: Refusal(
                        .overloaded,
                        "Too many log-ins at once.",
                        retryAfterMilliseconds: 1000
                    )
                )
            }
        }
    }
}

enum PasswordHasherError: Error, CustomStringConvertible {
    case unavailable
    case noThread

    var description: String {
        switch self {
        case .unavailable: "libsodium can't hash a password: is there too little memory?"
        case .noThread: "The system has no thread left to hash passwords on."
        }
    }
}
