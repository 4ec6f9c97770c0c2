package import OctopusLoyaltyContract
package import OctopusServiceKit
import struct FoundationEssentials.UUID

/// What can be done with a request for an award, and what becomes of it.
let awardRequestSteps = Steps<AwardRequestStatus>(
    .by(ApproveAward.self, from: .pending, to: .approved),
    .by(RejectAward.self, from: .pending, to: .rejected),
    .by(CancelAwardRequest.self, from: .pending, to: .cancelled)
)

extension ApproveAward: CommandHandler {
    /// The points are given in the same transaction, or the request goes on waiting.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let (found, next) = try context.step(request, by: Self.self)
        try context.demandOther(than: found.asker)
        let reply = try context.givePoints(found.order, askedBy: found.asker)
        try context.decide(found, next, as: reply.awardId)
        return reply
    }
}

extension RejectAward: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Empty {
        let (found, next) = try context.step(request, by: Self.self)
        try context.demandOther(than: found.asker)
        try context.decide(found, next)
        return Empty()
    }
}

extension CancelAwardRequest: CommandHandler {
    /// Who acted in somebody's place takes back what was asked in that place.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Empty {
        let (found, next) = try context.step(request, by: Self.self)
        let person = try context.caller.requirePerson()
        guard found.asker == person.subject, found.askerImpersonator == person.actor else {
            throw Refusal(.denied, "Only who asked can take it back.")
        }
        try context.decide(found, next)
        return Empty()
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// The partner's request, and what the method makes of it.
    fileprivate func step<M: Method>(
        _ request: DecidedAwardRequest,
        by method: M.Type
    ) throws -> (AwardRequestRecord, AwardRequestStatus) {
        let record = try AwardRequestRecord.find(
            request.requestId,
            of: activePartner().id,
            in: database
        )
        return (record, try awardRequestSteps.next(by: method, from: record.status(at: now)))
    }

    /// No impersonator comes so far, so the person who calls is who they are.
    fileprivate func demandOther(than asker: UUID) throws {
        guard try caller.requirePerson().subject != asker else { throw Refusal(.ownRequest) }
    }

    fileprivate func decide(
        _ found: AwardRequestRecord,
        _ status: AwardRequestStatus,
        as award: AwardID? = nil
    ) throws {
        var record = found
        record.become(status, by: try caller.requirePerson().subject, at: now, as: award)
        try storeNext(of: record)
    }
}
