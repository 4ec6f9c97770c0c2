import OctopusCBOR
import OctopusContract
import Logging
import OctopusMesh
import ServiceContextModule
import OctopusStore
import Synchronization
import struct FoundationEssentials.UUID

/// One admitted call of one method, on its way to its answer.
struct MethodRun {
    let parts: CallParts
    let admission: CallAdmission
    let method: ListedMethod
    let call: IncomingCall
    let caller: Caller
    let sight: CallSight

    func outcome() async throws -> CallOutcome {
        // Resumed by the pool: the socket thread is left before a long request is read.
        if call.isLong { await Task.yield() }
        if let memory = method.body.memory,
            let known = try parts.fromMemory(memory, call, caller)
        {
            return known
        }
        return switch method.body {
        case .memoryRead: preconditionFailure("memory always knows")
        case .read(let decode): try await read(decode(call.request))
        case .waitingRead(let decode), .memoryFirst(_, let decode):
            try await waiting(decode(call.request))
        case .command(let decode): try await stored(decode(call.request))
        case .prepared(let decode): try await prepared(decode(call.request))
        }
    }

    /// What was answered to this command before; nil if nothing was.
    func repetition() async throws -> CallOutcome? {
        try await parts.store.replayed(storeCommand()).map(outcome)
    }

    private func read(_ run: @escaping MethodBody.Read) async throws -> CallOutcome {
        let (caller, now, cursors) = (caller, parts.clock.now, parts.cursors)
        let ticket = call.ticket(in: caller.tenant, for: caller.person)
        let body = try await parts.store.read(for: ticket) { database in
            try run(
                ReadContext(
                    caller: caller,
                    now: now,
                    database: database,
                    environment: (),
                    cursors: cursors
                )
            )
        }
        return .succeeded(body)
    }

    private func waiting(
        _ run: @escaping MethodBody.Wait
    ) async throws -> CallOutcome {
        let context = waitingContext
        return .succeeded(
            try await working {
                // Nobody takes their right to read logs from the services themselves.
                guard method.declaration.kind == .waitingRead,
                    !call.principal.isService
                else { return try await run(context) }
                return try await parts.waitingReads.run(while: demandStanding) {
                    try await run(context)
                }
            }
        )
    }

    /// Does what may read and wait, within the call's trace and with its turns at the database.
    private func working<T: Sendable>(
        _ work: () async throws -> T
    ) async throws -> T {
        try await ReadTicket.$current.withValue(call.ticket(in: caller.tenant, for: caller.person))
        {
            try await ServiceContext.withValue(sight.context, operation: work)
        }
    }

    private var demandStanding: WaitingReads.Demand {
        { [admission, call, declaration = method.declaration] () throws(Refusal) in
            try admission.demandStanding(of: call, declaration)
        }
    }

    /// Why it is not begun any more, wherever it waits for its turn: asked from any thread.
    private var abandonment: @Sendable () -> Abandonment? {
        { [admission, call, demandStanding] in
            if let abandonment = call.state.abandonment { return abandonment }
            guard admission.mayHaveFallen(call) else { return nil }
            do throws(Refusal) {
                try demandStanding()
                return nil
            } catch {
                return .revoked
            }
        }
    }

    /// What a call is told that is not begun any more.
    private func refusal(of abandonment: Abandonment) -> Refusal {
        switch abandonment {
        case .cancelled: return Refusal(.cancelled)
        case .expired: return Refusal(.deadline)
        case .revoked:
            do throws(Refusal) {
                try demandStanding()
                return Refusal(.revoked)
            } catch {
                return error
            }
        }
    }

    /// Prepares, then runs the transaction, then finishes what it drafted; a repetition waits until all of
    /// that is over.
    private func prepared(_ prepare: MethodBody.Prepare) async throws -> CallOutcome {
        // What is to be stored has a key, before anything is prepared.
        if !method.declaration.carriesSecrets { _ = try storeCommand() }
        guard let key = call.idempotencyKey else { return try await performed(prepare) }
        let scope = IdempotencyScope.digest(caller, method: method.declaration.name)
        return try await parts.keyTurns.inTurn(KeyTurns.Key(scope: scope, key: key)) {
            if !method.declaration.carriesSecrets, let told = try await repetition() {
                return told
            }
            return try await performed(prepare)
        }
    }

    private func performed(_ prepare: MethodBody.Prepare) async throws -> CallOutcome {
        let context = waitingContext
        let run = try await working { try await prepare(context) }
        if let abandonment = abandonment() { throw refusal(of: abandonment) }
        let draft = DraftBox<MethodBody.Wait>()
        let outcome = try await stored { context in
            switch try run(context) {
            case .done(let reply): return reply
            case .finishing(let finish):
                draft.set(finish)
                return []
            }
        }
        guard outcome.answer.status == .ok, let finish = draft.get() else { return outcome }
        do {
            let context = waitingContext
            let reply = try await working { try await finish(context) }
            var answer = outcome.answer
            answer.body = reply
            return CallOutcome(answer: answer, reason: nil)
        } catch let error as any RefusalConvertible {
            return .refused(error.refusal, .committed, call)
        } catch {
            return parts.broken(error, effect: .committed, call)
        }
    }

    /// Runs a body on the writer, once for its key.
    private func stored(
        _ body: @escaping MethodBody.Command
    ) async throws -> CallOutcome {
        let command = try storeCommand()
        let (parts, caller, call, trace) = (parts, caller, call, sight.trace)
        let (isStored, quota) = (command.storesAnswer, method.quota)
        let seal = method.sealsAnswer ? call.idempotencyKey.map(AnswerSeal.init) : nil
        let (facts, isAudited) = (auditFacts, method.declaration.isAudited)
        let answer = await parts.store.command(command) { transaction in
            transaction.cause = caller
            transaction.draft = AuditDraft()
            let context = CommandContext(
                caller: caller,
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: (),
                transaction: transaction,
                trace: trace.description,
                ids: parts.ids,
                key: call.idempotencyKey
            )
            do {
                let reply = try body(context)
                if let facts, isAudited { parts.audit.done(facts, in: transaction) }
                try parts.demandSendable(reply, call)
                try parts.quotas.count(
                    transaction.appendedCount + (isStored ? 1 : 0),
                    of: caller,
                    quota,
                    in: transaction.database
                )
                return .commit(
                    Answer(
                        status: Status.ok.rawValue,
                        effect: Effect.committed.rawValue,
                        body: reply,
                        kept: try seal?.seal(reply, by: parts.sealer)
                    )
                )
            } catch let error as any RefusalConvertible {
                let reason = error.refusal.reason
                if let facts { parts.audit.refused(facts, reason, in: transaction) }
                if isStored, reason.isStorable {
                    transaction.afterRefusal { database in
                        try parts.quotas.count(1, of: caller, nil, in: database)
                    }
                }
                let refused = CallOutcome.refused(error.refusal, reason.effect, call).answer
                return .refuse(
                    Answer(
                        status: refused.status.rawValue,
                        effect: refused.effect.rawValue,
                        body: refused.body
                    ),
                    stored: reason.isStorable
                )
            }
        }
        return try outcome(of: answer)
    }

    /// What the audit says of the call; nil for what services do among themselves all the time.
    private var auditFacts: AuditFacts? {
        guard !call.principal.isService || !method.declaration.name.hasPrefix("mesh.") else {
            return nil
        }
        return AuditFacts(method.declaration.name, call, caller)
    }

    private func storeCommand() throws(Refusal) -> StoreCommand {
        let declaration = method.declaration
        var key: CommandKey?
        if !declaration.carriesSecrets {
            guard let given = call.idempotencyKey else { throw Refusal(.idempotencyKeyMissing) }
            key = CommandKey(
                scope: IdempotencyScope.digest(caller, method: declaration.name),
                key: given
            )
        }
        var command = StoreCommand(
            label: declaration.name,
            key: key,
            request: try meaning(),
            storesAnswer: !declaration.carriesSecrets,
            isAbandoned: abandonment
        )
        command.mayUseReserve = method.mayUseReserve || call.principal.isService
        return command
    }

    /// The request as all that mean the same say it: a repeated command may be encoded anew.
    private func meaning() throws(Refusal) -> [UInt8] {
        do {
            return try CanonicalCBOR.form(call.request)
        } catch {
            throw .malformed(error)
        }
    }

    private func outcome(of answer: StoredAnswer) throws -> CallOutcome {
        switch answer {
        case .answered(var answer, replayed: true) where method.sealsAnswer:
            if let key = call.idempotencyKey {
                answer.body = try AnswerSeal(key).open(answer.body, by: parts.sealer)
            }
            return answered(answer)
        case .answered(let answer, _): return answered(answer)
        case .keyReused: throw Refusal(.idempotencyKeyReused)
        case .keyExpired: throw Refusal(.idempotencyKeyExpired)
        case .keyAhead(let milliseconds): throw Refusal.keyAhead(byMilliseconds: milliseconds)
        case .keyInvalid: throw Refusal.keyInvalid
        case .abandoned(let abandonment): throw refusal(of: abandonment)
        case .overloaded: throw Refusal(.overloaded, retryAfterMilliseconds: 100)
        case .noRoom: throw Refusal(.noRoom, retryAfterMilliseconds: 1000)
        case .readOnly:
            throw Refusal(.readOnly, retryAfterMilliseconds: 1000)
        case .failed(let error): return parts.broken(error, effect: .none, call)
        case .unknown:
            let refusal = Refusal(
                .readOnly,
                "Whether it was done shows once the service writes again; ask again then.",
                retryAfterMilliseconds: 1000
            )
            return .refused(refusal, .unknown, call)
        }
    }

    private func answered(_ answer: Answer) -> CallOutcome {
        let status = Status(rawValue: answer.status) ?? .internal
        let error =
            status == .ok ? nil : try? CBORDecoder().decode(ErrorReply.self, from: answer.body)
        return CallOutcome(
            answer: CallAnswer(
                status: status,
                effect: Effect(rawValue: answer.effect) ?? .unknown,
                position: answer.seq.map { seq in
                    LogPosition(
                        service: parts.service,
                        shard: parts.shard,
                        epoch: parts.store.head.epoch,
                        seq: seq
                    )
                },
                retryAfterMilliseconds: error?.retryAfterMs,
                body: answer.body
            ),
            reason: error?.reason
        )
    }

    private var waitingContext: WaitingContext<Void> {
        WaitingContext(
            caller: caller,
            now: parts.clock.now,
            environment: (),
            store: parts.store
        )
    }
}

/// How an answer that carries a secret is kept under its key.
private struct AnswerSeal: Sendable {
    private let place: SealedPlace

    init(_ key: UUID) {
        let row = withUnsafeBytes(of: key.uuid) { Array($0) }
        place = SealedPlace(table: "answers", column: "body", row: row)
    }

    func seal(_ body: [UInt8], by sealer: Sealer) throws -> [UInt8] {
        try sealer.seal(body, for: place)
    }

    /// One that a joined caller was handed from memory, or an older program kept, is not sealed.
    func open(_ body: [UInt8], by sealer: Sealer) throws -> [UInt8] {
        Sealer.isSealed(body) ? try sealer.open(body, at: place) : body
    }
}

/// Carries what a transaction drafted out of it.
private final class DraftBox<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func set(_ new: Value) { value.withLock { $0 = new } }
    func get() -> Value? { value.withLock { $0 } }
}
