package import struct FoundationEssentials.UUID
package import OctopusFairTurns

/// Under what a command's answer is kept.
package struct CommandKey: Sendable, Hashable {
    /// Who asks for what: principal, subject, actor, tenant and method, in any unambiguous form.
    package let scope: [UInt8]
    /// The caller's UUIDv7.
    package let key: UUID

    package init(scope: [UInt8], key: UUID) {
        self.scope = scope
        self.key = key
    }
}

/// What the store must know of a command beside its body.
package struct StoreCommand: Sendable {
    /// The method, for logs and metrics.
    package var label: String
    package var key: CommandKey?
    /// The request in a form that is the same for all requests that mean the same.
    ///
    /// Only a keyed hash of it is kept.
    package var request: [UInt8]
    /// False for a method whose request or reply carries a secret: nothing of it is kept, and its
    /// key is ignored.
    package var storesAnswer: Bool
    /// Whether it is done while the disk has only its reserve left: the mesh's own, and what ends a right.
    package var mayUseReserve = false
    /// Whose turn at the writer it takes: the share of the call that the task works for.
    package var share = ReadTicket.current.share
    /// Asked when the command's turn comes and again before its savepoint is released.
    ///
    /// That is on the writer's thread. It must be quick and must not lock for long.
    package var isAbandoned: @Sendable () -> Abandonment?

    package init(
        label: String,
        key: CommandKey? = nil,
        request: [UInt8] = [],
        storesAnswer: Bool = true,
        isAbandoned: @escaping @Sendable () -> Abandonment? = { nil }
    ) {
        self.label = label
        self.key = key
        self.request = request
        self.storesAnswer = storesAnswer
        self.isAbandoned = isAbandoned
    }
}

/// Why a command is not begun any more.
package enum Abandonment: String, Sendable {
    /// The caller took it back, or went away.
    case cancelled
    /// Its time is up.
    case expired
    /// Its caller lost the right to it while it waited.
    case revoked
}

/// What a caller is told, as it is kept.
package struct Answer: Sendable, Hashable {
    package var status: UInt8
    package var effect: UInt8
    package var body: [UInt8]
    /// What is kept of the body for a repetition; nil is the body as it is.
    package var kept: [UInt8]?
    /// The last event that the command wrote; the store fills it in where it is nil.
    package var seq: Int64?

    package init(
        status: UInt8,
        effect: UInt8,
        body: [UInt8],
        kept: [UInt8]? = nil,
        seq: Int64? = nil
    ) {
        self.status = status
        self.effect = effect
        self.body = body
        self.kept = kept
        self.seq = seq
    }
}

/// How a command's body ends.
package enum Verdict: Sendable {
    case commit(Answer)
    /// Undoes all the body did, then writes what it asked to survive and, if `stored`, the answer.
    case refuse(Answer, stored: Bool)
}

/// How a command ended.
package enum StoredAnswer: Sendable {
    /// On disk. `replayed` if an earlier run of the same command had made it.
    case answered(Answer, replayed: Bool)
    /// The key was used for another request.
    case keyReused
    /// The key is older than what is kept.
    case keyExpired
    /// The key was made so much after the store's present, and more than five minutes.
    case keyAhead(milliseconds: Int64)
    /// The key is no UUIDv7.
    case keyInvalid
    /// Nothing was changed.
    case abandoned(Abandonment)
    /// Nothing was changed: the disk has only its reserve left.
    case noRoom
    /// Nothing was changed: too much waits.
    case overloaded
    /// Nothing was changed: the store does not write, for the reason given.
    case readOnly(String)
    /// Nothing was changed: the body threw what it should not have.
    case failed(any Error)
    /// The COMMIT failed; whether it is on disk shows once the store writes again.
    case unknown
}
