import Crypto
import Glibc
import OctopusContract
import Logging
package import OctopusMesh
import Synchronization
package import struct FoundationEssentials.UUID

/// Who logged in or failed to, what was denied, who was granted what: lines that no flood drops.
///
/// Each is JSON, begins with `{"log":"security","seq":N`, and bears ids alone. Failures of one program are
/// told one by one for a minute's first hundred, then counted in one line. Each line is written before the
/// reply that it tells of, to `log.security-file`, or with the other lines where none is named.
package final class SecurityLog: Sendable {
    /// What happened; lines of one kind have the same fields.
    package enum Kind: String, Sendable {
        case started, stopped, logIn, logInFailed, refreshTokenReused, denied, passwordSet,
            secondFactorSet, operatorCommand
        /// An event of identity that gives or takes a right.
        case rightChanged
        /// More failures of a kind than are told one by one.
        case counted
        /// Lines that a full disk did not take.
        case lost
    }

    private struct Bound: Hashable {
        let kind: Kind
        let reason: String
        let program: String
    }

    private struct State {
        var book: SecurityBook
        var failures = LineBound<Bound>(most: 100)
    }

    private let service: String
    private let key: SymmetricKey
    /// Has `sumUp` called soon.
    private let wake: @Sendable () -> Void
    private let state: Mutex<State>

    init(
        service: String,
        key: SymmetricKey,
        _ book: SecurityBook,
        wake: @escaping @Sendable () -> Void = {}
    ) {
        self.service = service
        self.key = key
        self.wake = wake
        state = Mutex(State(book: book))
    }

    /// Writes a line.
    ///
    /// - Parameters:
    ///   - kind: What happened.
    ///   - fields: Ids and words, never what a person is called; those without a value are left out.
    package func record(_ kind: Kind, _ fields: [(name: String, value: String?)] = []) {
        state.withLock { state in write(kind, fields, &state) }
    }

    /// Writes a line of something that anybody can cause at will, or counts it.
    package func recordFailure(
        _ kind: Kind,
        _ reason: String,
        by principal: Principal,
        _ fields: [(name: String, value: String?)] = []
    ) {
        let program = principal.publicKey ?? principal.name
        let now = MonotonicClock.nowMilliseconds
        let own = [("reason", reason)] + Self.fields(of: principal) + fields
        state.withLock { state in
            let bound = Bound(kind: kind, reason: reason, program: program)
            guard state.failures.takes(bound, atMilliseconds: now) else { return }
            write(kind, own, &state)
        }
        wake()
    }

    /// Tells what was counted, and writes what a full disk did not take.
    ///
    /// - Returns: Whether it is to be asked again.
    func sumUp(atMilliseconds now: Int64) -> Bool {
        state.withLock { state in
            for summary in state.failures.close(atMilliseconds: now) {
                let fields: [(String, String?)] = [
                    ("of", summary.key?.kind.rawValue ?? "others"),
                    ("reason", summary.key?.reason), ("key", summary.key?.program),
                    ("count", String(summary.count)),
                ]
                write(.counted, fields, &state)
            }
            retry(&state)
            return !state.failures.isEmpty || state.book.isWaiting
        }
    }

    /// Opens the file anew: another program has renamed it.
    func reopen() throws(StartFailure) {
        let failure = state.withLock { state -> StartFailure? in
            do throws(StartFailure) {
                try state.book.open()
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// What stands for a text that names a person: the same for the same text, and for this service alone.
    package func digest(_ text: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(("digest " + text).utf8), using: key)
        return HashChain.hex(Array(code.prefix(16)))
    }

    package static func fields(of principal: Principal) -> [(name: String, value: String?)] {
        [("program", principal.name), ("key", principal.publicKey)]
    }

    /// Who called, for lines about what they did.
    package static func fields(of caller: Caller) -> [(name: String, value: String?)] {
        fields(of: caller.principal) + [
            ("tenant", caller.tenant?.description), ("partner", caller.partner?.description),
            ("subject", caller.person.map { id($0.subject) }),
            ("actor", caller.person?.actor.map(id)),
            ("session", caller.person?.session.description),
        ]
    }

    package static func id(_ uuid: UUID) -> String { uuid.uuidString.lowercased() }

    // MARK: Writing

    private func retry(_ state: inout State) {
        guard let lost = state.book.retry(), lost > 0 else { return }
        write(.lost, [("count", String(lost))], &state)
    }

    private func write(
        _ kind: Kind,
        _ fields: [(name: String, value: String?)],
        _ state: inout State
    ) {
        if state.book.isWaiting { retry(&state) }
        guard !state.book.isFull else { return state.book.lose() }
        var line = LineBuffer()
        line.append(SecurityLine.beginning)
        line.append(state.book.chain.seq + 1)
        line.append(",\"at\":\"" as StaticString)
        line.appendNow()
        line.append("\",\"service\":" as StaticString)
        line.appendJSON(service)
        line.append(",\"kind\":" as StaticString)
        line.appendJSON(kind.rawValue)
        for case (let name, let value?) in fields {
            line.append(UInt8(ascii: ","))
            line.appendJSON(name)
            line.append(UInt8(ascii: ":"))
            line.appendJSON(value.cut(toBytes: 256))
        }
        let code = state.book.chain.code(of: line.bytes, key)
        line.append(SecurityLine.ending(code))
        state.book.append(line.bytes, code)
        if state.book.isWaiting { wake() }
    }
}

extension SecurityLog {
    /// Opens the log of a service whose folder is locked.
    ///
    /// Where no file is named, what an operator's command does is told by the next service that runs: the
    /// command's own words go to the operator.
    static func open(
        _ service: String,
        _ settings: Settings,
        folder: String,
        _ sink: LogSink,
        serves: Bool
    ) throws(StartFailure) -> SecurityLog {
        let path = settings.text("log.security-file")
        let key = try SecurityBook.key(folder: folder)
        let between = folder + "/security-log.waiting"
        let book = try SecurityBook(
            path: path ?? (serves ? nil : between),
            folder: folder,
            key: key,
            stream: { [weak sink] in sink?.append(securityLine: $0) }
        )
        if path == nil, serves, let lines = SecurityFile.bytes(of: between, last: .max) {
            lines.withUnsafeBytes { sink.append(securityLine: $0) }
            unlink(between)
        }
        let log = SecurityLog(service: service, key: key, book) { [weak sink] in
            sink?.wakeTicks()
        }
        // What was counted is told also when the service is gone.
        sink.atTick(log.sumUp)
        return log
    }

    /// An event that gives or takes a right has been committed.
    func rightChanged(
        _ event: String,
        about subject: UUID,
        tenant: UUID?,
        by cause: (any AnyObject & Sendable)?
    ) {
        let own: [(name: String, value: String?)] = [
            ("event", event), ("about", Self.id(subject)), ("of", tenant.map(Self.id)),
        ]
        record(.rightChanged, own + ((cause as? Caller).map(Self.fields(of:)) ?? []))
    }
}
