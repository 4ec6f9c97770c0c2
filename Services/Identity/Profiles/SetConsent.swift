package import OctopusIdentityContract
import GRDB
import OctopusMesh
package import OctopusServiceKit
import OctopusStore

extension SetConsent: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        var fields = FieldRules()
        let textVersion = fields.text(
            request.textVersion,
            "textVersion",
            ProfileLimits.textVersion
        )
        fields.require(
            !request.isGiven || request.version != nil,
            "version",
            .required,
            "To agree, the version that was read is needed."
        )
        try fields.check()
        let endUser = try context.caller.ownEndUser(in: context.database)
        let last = try ConsentDecision.last(request.kind, of: endUser.id, in: context.database)
        if last?.isGiven == request.isGiven, last?.textVersion == textVersion {
            return Reply(version: endUser.version)
        }
        // A yes that comes late must not undo a no; a no always counts.
        if request.isGiven, request.version != endUser.version { throw Refusal(.stale) }
        let decision = ConsentDecision(
            endUserId: endUser.id,
            kind: request.kind,
            isGiven: request.isGiven,
            decidedAt: context.now,
            program: context.caller.principal.name,
            textVersion: textVersion
        )
        return Reply(version: try endUser.decide(decision, in: context).version)
    }
}

extension EndUserRecord {
    /// Stores what they decided, and tells it.
    @discardableResult
    func decide(_ decision: ConsentDecision, in context: some Emitting) throws -> EndUserRecord {
        var endUser = self
        let last = try ConsentDecision.last(decision.kind, of: id, in: context.database)
        try decision.add(in: context.database)
        let others = (consents ?? []).filter { $0 != decision.kind }
        let given = decision.isGiven ? others + [decision.kind] : others
        endUser.consents = given.isEmpty ? nil : given
        if decision.kind == .place, !decision.isGiven,
            endUser.removeValues(where: { $0.place != nil })
        {
            // The log must not know the place any longer, either.
            try context.transaction.erasePersonal(about: id.uuid)
            context.transaction.leaveNoTrace()
        }
        endUser = try context.storeNext(of: endUser)
        try context.emit(decision.event, about: id.uuid, tenant: tenantId)
        if !decision.isGiven || last?.isGiven == false {
            context.transaction.outlive(
                try WithdrawnConsents.record(of: id, in: context.database)
            )
        }
        return endUser
    }
}

/// Consents that a database which was put back must not know to be given.
enum WithdrawnConsents {
    private static let kind = "identity.v1/ConsentsWithdrawn"
    /// What is told of a decision that a restore repeats.
    private static let program = "restore"

    /// All that they withdrew and did not give again.
    static func record(of endUser: EndUserID, in database: Database) throws -> SurvivalRecord {
        let withdrawn = try ConsentKind.allCases.filter { kind in
            try ConsentDecision.last(kind, of: endUser, in: database)?.isGiven == false
        }
        return SurvivalRecord(
            kind: kind,
            id: endUser.uuid,
            untilMilliseconds: nil,
            body: Array(withdrawn.map(\.rawValue).joined(separator: " ").utf8)
        )
    }

    static func replay(
        _ records: [SurvivalRecord],
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        for record in records where record.kind == kind {
            let words = String(decoding: record.body, as: UTF8.self).split(separator: " ")
            for kind in words.compactMap({ ConsentKind(rawValue: String($0)) }) {
                let endUser = try EndUserRecord.one(
                    context.database,
                    "SELECT * FROM end_users WHERE id = ?",
                    [record.id]
                )
                guard let endUser, let last = endUser.consents, last.contains(kind) else {
                    continue
                }
                try endUser.decide(
                    ConsentDecision(
                        endUserId: endUser.id,
                        kind: kind,
                        isGiven: false,
                        decidedAt: context.now,
                        program: program,
                        textVersion: program
                    ),
                    in: context
                )
            }
        }
    }
}
