import GRDB
import OctopusFiles
package import OctopusHelpdeskContract
import OctopusPartnersContract
import OctopusSegments
package import OctopusServiceKit
import OctopusStore

/// What its partner can do with a broadcast; the rest is done by time and the tenant.
let broadcastSteps = Steps<BroadcastStatus>(
    .by(ScheduleBroadcast.self, from: .draft, to: .scheduled),
    .by(PauseBroadcast.self, from: .sending, to: .paused),
    .by(ResumeBroadcast.self, from: .paused, to: .sending),
    .by(CancelBroadcast.self, from: .draft, .scheduled, .sending, .paused, to: .cancelled)
)

/// How many a broadcast to others than followers may reach, which the tenant is told.
package struct CountedReach: Sendable {
    let rule: SegmentRule?
    let size: Int64
}

/// Whom a broadcast reaches is counted before the transaction: that takes up to a second.
extension ScheduleBroadcast: PreparedCommandHandler {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<HelpdeskEnvironment>
    ) async throws -> CountedReach? {
        let (id, now) = (try context.caller.requirePartner(), context.now)
        let found = try await context.store.read { database -> (Audience, SegmentRule?)? in
            let record = try BroadcastRecord.find(request.broadcastId, of: id, in: database)
            guard record.version == request.version, record.status == .draft,
                record.reach == .everybody,
                let partner = try PartnerRecord.find(id, in: database)
            else { return nil }
            let fields = try BroadcastFields(
                record.terms,
                of: partner,
                having: record.file,
                at: now,
                in: database
            )
            return (try record.selection(by: fields.rule, at: now, in: database), fields.rule)
        }
        guard let (audience, rule) = found else { return nil }
        return CountedReach(rule: rule, size: try await audience.told(context.store))
    }

    package static func run(
        _ request: Request,
        with counted: CountedReach?,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> BroadcastStanding {
        let (partner, now) = (try context.partnerThatSends(), context.now)
        let record = try context.edit(
            BroadcastRecord.self,
            request.broadcastId,
            of: partner.id,
            version: request.version
        ) { record in
            let status = try broadcastSteps.next(by: Self.self, from: record.status)
            // A draft may have waited longer than its time, or its segments.
            let fields = try BroadcastFields(
                record.terms,
                of: partner,
                having: record.file,
                at: now,
                in: context.database
            )
            guard record.reach == .everybody else {
                if record.startsAt.map({ $0 <= now }) ?? true {
                    try record.demandRoom(of: partner, at: now, in: context.database)
                }
                return record.schedule(as: status, to: fields.rule, nil, at: now)
            }
            // The tenant is told the size of what it approves.
            guard let counted, counted.rule == fields.rule else { throw Refusal(.stale) }
            record.schedule(as: .requested, to: fields.rule, context.newID(RequestID.self), at: now)
        }
        if record.status == .requested, let counted {
            try context.ask(for: record, reaching: counted.size)
        } else {
            try context.wake(Broadcasting.job, at: record.startsAt)
        }
        return record.standing
    }
}

extension PauseBroadcast: CommandHandler {
    package static func run(
        _ request: BroadcastChoice,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> BroadcastStanding {
        try context.step(Self.self, request, of: context.activePartner()).standing
    }
}

extension ResumeBroadcast: CommandHandler {
    package static func run(
        _ request: BroadcastChoice,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> BroadcastStanding {
        let partner = try context.partnerThatSends()
        let record = try context.step(Self.self, request, of: partner)
        if record.isGathered, record.left > 0 {
            try record.demandRoom(of: partner, at: context.now, in: context.database)
        }
        try context.wake(Broadcasting.job)
        return record.standing
    }
}

extension CancelBroadcast: CommandHandler {
    package static func run(
        _ request: BroadcastChoice,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> BroadcastStanding {
        let record = try context.step(Self.self, request, of: context.activePartner())
        try context.wake(BroadcastClearing.job)
        return record.standing
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// Takes a step with a broadcast as it is now.
    fileprivate func step<M: Method>(
        _ method: M.Type,
        _ request: BroadcastChoice,
        of partner: PartnerRecord
    ) throws -> BroadcastRecord {
        var record = try BroadcastRecord.find(request.broadcastId, of: partner.id, in: database)
        record.become(try broadcastSteps.next(by: method, from: record.status), at: now)
        return try storeNext(of: record)
    }

    /// Asks the tenant for its approval.
    fileprivate func ask(for record: BroadcastRecord, reaching size: Int64) throws {
        guard let request = record.request else { return }
        let person = try caller.requirePerson()
        let file = try record.file.flatMap { try StoredFile.known($0, in: database) }
        let isVideo = file?.type.isPicture == false
        let content = [record.text, record.target, record.videoLink].compactMap(\.self)
        try emit(
            BroadcastApprovalAsked(
                requestId: request,
                title: record.title,
                preview: RequestPreview(
                    content: content.joined(separator: "\n"),
                    engagement: "message",
                    startsAt: record.startsAt,
                    audience: size,
                    pictureIds: isVideo ? nil : file.map { [$0.fileId] },
                    videoId: isVideo ? file?.fileId : nil,
                    videoLink: record.videoLink,
                    channelNames: try record.channels.compactMap { id in
                        try ChannelRecord.known(id, of: record.partner, in: database)?.name
                    }
                ),
                askedById: UserID(person.subject),
                askedActorId: person.actor.map { UserID($0) }
            ),
            about: record.id.uuid,
            tenant: record.tenant,
            partner: record.partner
        )
    }
}

/// Does to a broadcast what became of its request.
enum BroadcastDecisions {
    static let follower = FollowerDefinition<HelpdeskEnvironment>.effects(
        "decisions",
        of: "partners",
        [
            .act(on: RequestDecided.self, once: { $0.requestId.uuid }) { event, _, context in
                guard event.kind == .broadcast else { return }
                let isApproved = event.decision == .approved
                try context.work.decide(event.requestId, isApproved ? .scheduled : .draft)
            },
            .act(on: RequestCancelled.self, once: { $0.requestId.uuid }) { event, _, context in
                guard event.kind == .broadcast else { return }
                try context.work.decide(event.requestId, .draft)
            },
        ]
    )
}

extension WorkContext<HelpdeskEnvironment> {
    /// Requests for promos are of the same kind, and nothing here.
    fileprivate func decide(_ request: RequestID, _ status: BroadcastStatus) throws {
        let known = try BroadcastRecord.one(
            database,
            "SELECT * FROM broadcasts WHERE request = ?",
            [request]
        )
        guard var record = known, record.status == .requested else { return }
        record.become(status, at: now)
        try storeNext(of: record)
        if status == .scheduled { try wake(Broadcasting.job, at: record.startsAt) }
    }
}
