import OctopusContract
import OctopusMesh
import OctopusStore

/// Who acts on this service's log, and what operators do about followers that can't go on.
extension MeshMethods {
    func register(
        _ request: RegisterReader.Request,
        _ context: CommandContext<Void>
    ) throws -> Empty {
        let name = ReaderName.of(request.name, registeredBy: context.caller.principal)
        do {
            try store.events.acknowledge(
                reader: name,
                position: request.place.map(EventPosition.init),
                context.transaction
            )
        } catch let changed as LogChanged {
            throw Refusal(.logChanged, "\(Reason.logChanged.meaning) (\(changed.rawValue))")
        }
        return Empty()
    }

    func listReaders() async throws -> ListReaders.Reply {
        ListReaders.Reply(
            readers: try await store.events.readers().map { reader in
                RegisteredReader(
                    name: reader.name,
                    position: reader.seq,
                    seenAt: Instant(milliseconds: reader.seenAtMilliseconds)
                )
            }
        )
    }

    func forget(_ request: ForgetReader.Request, _ context: CommandContext<Void>) throws -> Empty {
        guard try store.events.forget(reader: request.name, context.transaction) else {
            throw Refusal(.notFound)
        }
        return Empty()
    }

    func listParked(_ request: ListParked.Request) async throws -> ListParked.Reply {
        let follower = try follower(request.follower, request.shard)
        return ListParked.Reply(
            parked: try await follower.parkedSubjects().map { parked in
                ParkedThing(
                    subject: parked.subject,
                    kind: parked.kind,
                    seq: parked.seq,
                    reason: parked.reason.cut(toBytes: 1024),
                    parkedAt: Instant(milliseconds: parked.parkedAtMilliseconds),
                    events: Int64(parked.eventCount)
                )
            }
        )
    }

    func retry(
        _ request: RetryParked.Request,
        _ context: CommandContext<Void>
    ) throws -> RetryParked.Reply {
        let follower = try follower(request.follower, request.shard)
        return RetryParked.Reply(
            isApplied: try follower.retryParked(request.subject, in: context.transaction)
        )
    }

    func acceptLoss(
        _ request: AcceptLoss.Request,
        _ context: CommandContext<Void>
    ) throws -> Empty {
        let follower = try follower(request.follower, request.shard)
        guard try follower.acceptLoss(in: context.transaction) else {
            throw Refusal(.wrongState, "The follower has not stopped.")
        }
        return Empty()
    }

    /// - Throws: `notFound`.
    private func follower(_ name: String, _ shard: Int?) throws(Refusal) -> Follower {
        guard let follower = following.follower(name, shard: shard ?? 0) else {
            throw Refusal(.notFound, "There is no follower \(name); Health lists them.")
        }
        return follower
    }
}

/// How a service calls those who act on its log.
enum ReaderName {
    /// A program registers its own readers only: `PROGRAM/READER` for a service, `PROGRAM@KEY/READER` for
    /// any other, since a program's name may become another's.
    static func of(_ reader: String, registeredBy program: Principal) -> String {
        program.isService
            ? "\(program.name)/\(reader)" : "\(program.name)@\(program.lasting)/\(reader)"
    }
}
