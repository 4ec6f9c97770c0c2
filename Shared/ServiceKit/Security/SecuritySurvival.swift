import OctopusCBOR
import OctopusContract
package import OctopusIdentityContract
package import OctopusStore
import struct FoundationEssentials.UUID

/// The security events that a restore must not undo: keys, ended sessions, programs.
package enum SecuritySurvival {
    /// What is kept of an event; nil if a restore may undo it.
    static func record(of event: some Event, about subject: UUID, body: [UInt8]) -> SurvivalRecord?
    {
        switch event {
        case let ended as SessionEnded:
            record(SessionEnded.self, subject, body, until: ended.forgettableAt)
        case is PrincipalChanged:
            record(PrincipalChanged.self, subject, body)
        case let key as SigningKeyChanged where key.retiredAt != nil:
            record(SigningKeyChanged.self, subject, body)
        default: nil
        }
    }

    /// Keeps what is followed of identity's log.
    static func keep(
        _ event: any SecurityEvent,
        about subject: UUID,
        _ body: [UInt8],
        in transaction: Transaction
    ) {
        guard let record = record(of: event, about: subject, body: body) else { return }
        transaction.outlive(record)
    }

    /// The programs as they were last known, for identity's own table.
    package static func programs(in records: [SurvivalRecord]) throws -> [PrincipalChanged] {
        try records.filter { $0.kind == PrincipalChanged.declaration.kind }
            .map { try CBORDecoder().decode(PrincipalChanged.self, from: $0.body) }
    }

    /// Tells a restored database what it has forgotten of identity's log.
    static func replay(_ records: [SurvivalRecord], in context: some Emitting) throws {
        for record in records {
            switch record.kind {
            case SessionEnded.declaration.kind:
                let ended = try CBORDecoder().decode(SessionEnded.self, from: record.body)
                try SecurityRecords.save(ended, at: context.now, in: context.database)
            case PrincipalChanged.declaration.kind:
                let program = try CBORDecoder().decode(PrincipalChanged.self, from: record.body)
                try SecurityRecords.save(program, replaces: false, in: context.database)
            case SigningKeyChanged.declaration.kind:
                try SecurityRecords.save(
                    CBORDecoder().decode(SigningKeyChanged.self, from: record.body),
                    about: record.id,
                    replaces: false,
                    in: context.database
                )
            // What a newer program has written is not this one's to replay.
            default: break
            }
        }
    }

    private static func record<E: Event>(
        _ event: E.Type,
        _ subject: UUID,
        _ body: [UInt8],
        until: Instant? = nil
    ) -> SurvivalRecord {
        SurvivalRecord(
            kind: E.declaration.kind,
            id: subject,
            untilMilliseconds: until?.milliseconds,
            body: body
        )
    }
}
