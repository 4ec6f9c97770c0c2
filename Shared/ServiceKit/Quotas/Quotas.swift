import OctopusContract
import GRDB
import OctopusMesh
import OctopusStore
import Synchronization

/// Bounds what one program and one tenant may do, before anything is done.
///
/// Services are not bound, and the installation's own programs only in what they register and begin. What
/// is refused leaves no row. What comes in a second or a minute is counted in memory, what comes in a day
/// also in the database.
final class Quotas: Sendable {
    private struct Key: Hashable {
        let holder: QuotaHolder
        let quota: Quota
    }

    private struct State {
        var buckets: [Key: TokenBucket] = [:]
        var days = QuotaDays()
    }

    private static let tableLimit = 20_000

    private let settings: QuotaSettings
    private let clock: any ServiceClock
    private let state = Mutex(State())

    init(_ settings: Settings, clock: any ServiceClock) {
        self.settings = QuotaSettings(settings)
        self.clock = clock
    }

    /// Takes over what was counted before the process began.
    func load(_ database: Database) throws {
        let day = QuotaDays.day(of: clock.now)
        let rows = try QuotaDays.stored(day, in: database)
        state.withLock { $0.days.load(rows, day: day) }
    }

    /// Lets a call pass, or refuses it; only commands count.
    func admit(_ caller: Caller, _ method: ListedMethod) throws(QuotaExceeded) {
        let principal = caller.principal
        guard method.declaration.kind == .command, !principal.isService else { return }
        let program = Self.program(principal)
        if let own = principal.tenant {
            let tenant = QuotaHolder.tenant(TenantID(own))
            try take(settings.commandsOfProgram, .commands, program, 1000, burst: 2000)
            try take(settings.commandsOfTenant, .commands, tenant, 1000, burst: 2000)
            try demandLeft(settings.rowsOfProgram, .rows, program)
        }
        let tenant = caller.tenant.map(QuotaHolder.tenant)
        if let tenant { try demandLeft(settings.rowsOfTenant, .rows, tenant) }
        switch method.quota {
        case .endUsers:
            if let tenant { try demandLeft(settings.endUsersOfTenant, .endUsers, tenant) }
            try take(settings.endUsersOfProgram, .endUsers, program, 60_000, burst: 10_000)
        case .sessions:
            if let tenant { try demandLeft(settings.sessionsOfTenant, .sessions, tenant) }
            try take(settings.sessionsOfProgram, .sessions, program, 60_000, burst: 10_000)
        case .visitors:
            if let tenant { try demandLeft(settings.visitorsOfTenant, .visitors, tenant) }
            try take(settings.visitorsOfProgram, .visitors, program, 60_000, burst: 10_000)
        case .commands, .rows, nil: break
        }
    }

    /// Counts what a command leaves, in its transaction.
    func count(
        _ rows: Int,
        of caller: Caller,
        _ quota: Quota?,
        in database: Database
    ) throws {
        guard !caller.principal.isService else { return }
        let now = clock.now
        let tenant = caller.tenant.map(QuotaHolder.tenant)
        let claims = state.withLock { state in
            var claims: [(key: QuotaDays.Key, claim: Int64)] = []
            func add(_ count: Int, _ quota: Quota, _ holder: QuotaHolder) {
                let key = QuotaDays.Key(holder: holder, quota: quota)
                if let claim = state.days.add(Int64(count), key, at: now) { claims.append(claim) }
            }
            if let tenant {
                if rows > 0 { add(rows, .rows, tenant) }
                if let quota { add(1, quota, tenant) }
            }
            if rows > 0, caller.principal.tenant != nil {
                add(rows, .rows, Self.program(caller.principal))
            }
            return claims
        }
        for (key, claim) in claims {
            try QuotaDays.store(claim, key, day: QuotaDays.day(of: now), in: database)
        }
    }

    private static func program(_ principal: Principal) -> QuotaHolder {
        .program(principal.publicKey ?? principal.name)
    }

    private func take(
        _ bound: QuotaSettings.Bound,
        _ quota: Quota,
        _ wanted: QuotaHolder,
        _ period: Double,
        burst: Double
    ) throws(QuotaExceeded) {
        guard bound.most > 0 else { return }
        let rate = TokenBucket.Rate(bound.most, inMilliseconds: period, burstMilliseconds: burst)
        let now = clock.monotonicMilliseconds
        let (holder, wait) = state.withLock { state in
            var key = Key(holder: wanted, quota: quota)
            if state.buckets[key] == nil, state.buckets.count >= Self.tableLimit {
                key = Key(holder: .others, quota: quota)
            }
            let wait = state.buckets[key, default: TokenBucket(rate, atMilliseconds: now)]
                .take(rate, atMilliseconds: now)
            return (key.holder, wait)
        }
        guard let wait else { return }
        throw QuotaExceeded(
            quota: quota,
            holder: holder,
            setting: bound.key,
            most: bound.most,
            period: period == 1000 ? "second" : "minute",
            waitMilliseconds: wait
        )
    }

    private func demandLeft(
        _ bound: QuotaSettings.Bound,
        _ quota: Quota,
        _ holder: QuotaHolder
    ) throws(QuotaExceeded) {
        guard bound.most > 0 else { return }
        let now = clock.now
        let key = QuotaDays.Key(holder: holder, quota: quota)
        guard state.withLock({ $0.days.used(key, at: now) }) >= bound.most else { return }
        let day = QuotaDays.dayMilliseconds
        throw QuotaExceeded(
            quota: quota,
            holder: holder,
            setting: bound.key,
            most: bound.most,
            period: "day",
            waitMilliseconds: day - now.milliseconds % day
        )
    }
}
