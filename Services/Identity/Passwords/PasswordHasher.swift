import COctopusSodium
import OctopusFairTurns
import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit
import Synchronization
import struct FoundationEssentials.UUID

/// Hashes passwords on a few threads of its own.
///
/// A hash takes some 20 ms and 19 MiB. On the socket's thread, the writer's or Swift's pool it
/// would hold up everybody; without a bound a flood of log-ins would take the machine's memory. So
/// there are `threadCount` hashes at a time and `queueLimit` that wait; the next is refused. They wait in
/// fair turns by tenant, program and account, and guesses at unknown e-mails are one account, so a flood
/// of guesses delays an honest log-in by one hash, also where both come through the same program.
package final class PasswordHasher: Sendable {
    let work: HashingQueue

    package init(threadCount: Int = 2, queueLimit: Int = 128) throws {
        guard sodium_init() >= 0 else { throw PasswordHasherError.unavailable }
        work = HashingQueue(limit: queueLimit)
        for _ in 0..<threadCount { try work.startThread() }
    }

    deinit { work.close() }

    func hash(_ password: Password, for share: Share = .process) async throws -> String {
        let hash = try await perform(for: share) { Argon2.hash(password.text) }
        guard let hash else { throw PasswordHasherError.unavailable }
        return hash
    }

    /// Whether the password is that of the hash, and the hash to keep instead if its cost is dated, or
    /// if it is of the text as it came, which versions before hashed.
    func verify(
        _ password: Password,
        against hash: String?,
        for share: Share = .process
    ) async throws -> Verification {
        // An unknown e-mail costs as much as a wrong password.
        let known = hash ?? Argon2.nobodysHash
        return try await perform(for: share) {
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

    /// Does the work when the share's turn comes; what was cancelled meanwhile costs nothing then.
    private func perform<T: Sendable>(
        for share: Share,
        _ body: @escaping @Sendable () -> T
    ) async throws -> T {
        let wish = Wish()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let full = work.add(share) {
                    if wish.isGone.load(ordering: .relaxed) {
                        continuation.resume(throwing: CancellationError())
                    } else {
                        continuation.resume(returning: body())
                    }
                }
                if let full { continuation.resume(throwing: Self.tooMany(full)) }
            }
        } onCancel: {
            wish.isGone.store(true, ordering: .relaxed)
        }
    }

    private static func tooMany(_ level: Share.Level) -> Refusal {
        Refusal(
            .overloaded,
            "Too many log-ins of this \(level == .person ? "account" : "\(level)") wait at once.",
            retryAfterMilliseconds: 1000
        )
    }
}

/// Whether somebody still waits for a hash.
private final class Wish: Sendable {
    let isGone = Atomic(false)
}

extension Share {
    /// The service's own commands.
    static let process = Share(tenant: nil, program: "", person: nil)

    /// A program that presents a password, and the account that it is for, if there is one.
    init(_ caller: Caller, account: UUID?) {
        self.init(
            tenant: caller.tenant?.uuid,
            program: caller.principal.publicKey ?? caller.principal.name,
            person: account
        )
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
