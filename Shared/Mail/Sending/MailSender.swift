import CoreMetrics
import Logging
import OctopusContract
import OctopusServiceKit
import OctopusStore

/// Sends what waits in the outbox, one mail at a time, in turns by tenant.
struct MailSender<Environment: SendsMail>: Sendable {
    let environment: Environment
    /// Tells, in the transaction that gives a mail up, that it won't arrive.
    let tell: @Sendable (MailRecord, MailFailure, WorkContext<Environment>) throws -> Void

    private var outbox: Outbox { environment.outbox }
    private var store: Store { outbox.resources.store }
    private var clock: any ServiceClock { outbox.resources.clock }
    private var logger: Logger { outbox.resources.logger }

    /// How many times in a row the server was in trouble, and until when it is left alone.
    private struct Trouble {
        var count: Int64 = 0
        var until: Instant?
    }

    /// Works until the task is cancelled.
    func run() async {
        await ReadTicket.$current.withValue(.mesh) {
            var trouble = Trouble()
            var turn: TenantID?
            while !Task.isCancelled {
                // Before it looks, so that nothing is missed in between.
                let level = outbox.news.level
                do {
                    if outbox.news.takeHurry() { trouble = Trouble() }
                    if let until = trouble.until, until > clock.now {
                        await rest(until: until, orNewsBeyond: level)
                    } else if let mail = try await next(after: turn) {
                        turn = mail.tenantId
                        try await handle(mail, &trouble)
                    } else {
                        await rest(until: try await nextDue(), orNewsBeyond: level)
                    }
                } catch {
                    guard !Task.isCancelled else { break }
                    logger.error("Mail can't be sent", metadata: ["error": "\(error)"])
                    try? await clock.sleep(milliseconds: 1_000)
                }
            }
        }
        outbox.carrier.stop()
    }

    private func next(after turn: TenantID?) async throws -> MailRecord? {
        let now = clock.now
        return try await store.read { try MailRecord.next(after: turn, at: now, in: $0) }
    }

    /// When something is due; a clock that was ahead may have put mails off too far.
    private func nextDue() async throws -> Instant? {
        let limit = clock.now.adding(outbox.settings.schedule.longestRetry)
        let (first, isTooFar) = try await store.read { database in
            try (MailRecord.firstDue(in: database), MailRecord.isAnyDue(after: limit, in: database))
        }
        guard isTooFar else { return first }
        let now = clock.now
        try await store.write(label: "mail") {
            try MailRecord.bringForward(to: now, dueAfter: limit, in: $0.database)
        }
        return now
    }

    /// Waits for news or for a moment, whichever comes first.
    private func rest(until moment: Instant?, orNewsBeyond level: Int64) async {
        await withTaskGroup { group in
            group.addTask { [outbox] in await outbox.news.wait(beyond: level) }
            if let moment {
                group.addTask { [clock] in
                    await clock.sleep(untilWallMilliseconds: moment.milliseconds)
                }
            }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func handle(_ mail: MailRecord, _ trouble: inout Trouble) async throws {
        let schedule = outbox.settings.schedule
        // By a clock that is not believed nothing is given up.
        if store.isClockTrusted,
            let end = schedule.end(
                createdAt: mail.createdAt,
                usefulUntil: mail.usefulUntil,
                at: clock.now
            )
        {
            return await record { try await giveUp(mail, end, code: mail.code) }
        }
        let fault: MailFault?
        do throws(MailFault) {
            let envelope = try outbox.opened(mail)
            try await outbox.carrier.carry(
                envelope,
                named: "\(mail.createdAt.milliseconds)-\(mail.id)"
            )
            fault = nil
        } catch {
            fault = error
        }
        FaultPoint.hit("mail.taken")
        if fault?.isOfMail != false {
            trouble = Trouble()
        } else if !Task.isCancelled {
            trouble.count += 1
            trouble.until = clock.now.adding(schedule.pause(after: trouble.count))
        }
        note(fault)
        guard let fault else {
            return await record {
                try await store.write(label: "mail") { try mail.remove(in: $0.database) }
            }
        }
        // An attempt that the end of the process cut short says nothing about the mail.
        guard !Task.isCancelled else { return }
        await record { try await put(off: mail, for: fault) }
    }

    private func put(off mail: MailRecord, for fault: MailFault) async throws {
        let attempts = mail.attempts + 1
        let verdict = outbox.settings.schedule.verdict(
            on: fault,
            attempts: attempts,
            spread: Double(outbox.resources.ids.randomBytes(1).first ?? 0) / 255,
            at: clock.now
        )
        let now = clock.now
        switch verdict {
        case .giveUp(let failure): try await giveUp(mail, failure, code: fault.code)
        case .again(let next):
            try await store.write(label: "mail") {
                try mail.failed(fault, triedAt: now, nextAt: next, in: $0.database)
            }
        }
    }

    private func giveUp(_ mail: MailRecord, _ failure: MailFailure, code: Int64?) async throws {
        var mail = mail
        mail.code = code
        let now = clock.now
        try await ServiceInstance.transact(store, environment, outbox.resources.ids) {
            [mail, tell] context in
            guard try mail.giveUp(failure, at: now, in: context.database) else { return }
            try tell(mail, failure, context)
        }
        outbox.meter.givenUp.increment()
        logger.warning(
            "A mail was given up",
            metadata: [
                "mail": "\(mail.id)", "purpose": "\(mail.purpose)",
                "failure": "\(failure.rawValue)",
                "code": "\(code.map(String.init) ?? "none")",
            ]
        )
    }

    /// Writes down what came of a mail, however long the store does not let it.
    ///
    /// A mail that was taken and not written down would be sent again.
    private func record(_ write: () async throws -> Void) async {
        while true {
            do { return try await write() } catch {
                logger.error("A mail's outcome can't be written", metadata: ["error": "\(error)"])
                guard (try? await clock.sleep(milliseconds: 1_000)) != nil else { return }
            }
        }
    }

    /// Says once when the server gets into trouble and once when it is over.
    private func note(_ fault: MailFault?) {
        if fault == nil { outbox.meter.sent.increment() } else { outbox.meter.failed.increment() }
        let now = fault.flatMap { $0.isOfMail ? nil : $0 }
        guard let before = outbox.change(trouble: now) else { return }
        if let now {
            logger.warning(
                "Mail waits",
                metadata: [
                    "failure": "\(now.failure.rawValue)",
                    "code": "\(now.code.map(String.init) ?? "none")",
                ]
            )
        } else {
            logger.notice("Mail goes on", metadata: ["after": "\(before.failure.rawValue)"])
        }
    }
}
