import FoundationEssentials
import OctopusCBOR
import OctopusClient
import OctopusMesh

/// Asks services for their audits, for the person who is logged in or for the program alone.
struct AuditReader: Sendable {
    private let session: Session
    private let noToken: Bool

    init(_ session: Session, noToken: Bool) {
        (self.session, self.noToken) = (session, noToken)
    }

    func entries(
        _ filter: AuditFilter,
        _ limit: Int,
        at place: MeshPlace
    ) async throws -> [AuditEntry] {
        var (entries, next): ([AuditEntry], PageCursor?) = ([], nil)
        repeat {
            let page = try await call(
                ListAudit.self,
                .init(
                    filter: filter,
                    after: next,
                    limit: Int64(min(100, limit - entries.count))
                ),
                at: place
            )
            entries += page.items
            next = page.next
        } while next != nil && entries.count < limit
        return entries
    }

    func export(
        _ filter: AuditFilter,
        at place: MeshPlace
    ) async throws -> (bytes: [UInt8], rows: Int64) {
        let begun = try await call(ExportAudit.self, .init(filter: filter), at: place)
        var (bytes, chunk): ([UInt8], Int64) = ([], 0)
        while true {
            let reply = try await call(
                ReadExport.self,
                .init(exportId: begun.exportId, chunk: chunk),
                at: place
            )
            guard let part = reply.part else { continue }
            bytes += part.bytes
            guard !reply.isLast else { return (bytes, reply.rows) }
            chunk += 1
        }
    }

    /// The whole chain, in as many calls as it takes.
    func verify(at place: MeshPlace) async throws -> (entries: Int64, faults: [String]) {
        var (entries, last, faults): (Int64, Int64, [String]) = (0, 0, [])
        while true {
            let reply = try await call(VerifyAudit.self, .init(after: last), at: place)
            entries += reply.entries
            faults += reply.faults
            guard !reply.isAtEnd else { return (entries, faults) }
            last = reply.last
        }
    }

    /// - Throws: The first failure of a service that does not answer.
    static func demandAnswers<A>(
        _ answers: [(place: MeshPlace, answer: Result<A, CallFailure>)]
    ) throws {
        var first: Failure?
        for case (let place, .failure(let failure)) in answers {
            let failure = Failure(failure)
            Console.note("octopus: \(place): \(failure.message)")
            first = first ?? failure
        }
        if let first {
            throw Failure(first.status, "not every service answers", advice: first.advice)
        }
    }

    private func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        at place: MeshPlace
    ) async throws -> M.Reply {
        let deadline = Deadline(in: .seconds(30))
        func options(_ token: String?) -> CallOptions {
            var options = CallOptions(
                timeout: deadline.left,
                shard: place.shard,
                service: place.service
            )
            options.token = token
            return options
        }
        guard !noToken else { return try await session.client.call(method, request, options(nil)) }
        return try await session.asPerson(by: deadline) { login in
            try await session.client.call(method, request, options(login?.accessToken))
        }
    }
}

/// Shows entries of audits.
enum AuditPrinter {
    static func print(_ entries: [(service: String, entry: AuditEntry)]) {
        var table = Table("AT", "NUMBER", "METHOD", "OUTCOME", "WHO", "FROM", "CHANGED")
        for (_, entry) in entries {
            table.add(
                InstantText.text(of: entry.at) ?? "\(entry.at.milliseconds)",
                String(entry.seq),
                entry.method,
                outcome(of: entry),
                who(in: entry),
                entry.address ?? "",
                entry.changes.map { text(of: $0) }.joined(separator: "; ")
            )
        }
        table.print()
    }

    static func json(_ entry: AuditEntry, of service: String) throws -> String {
        guard case .object(let members) = try JSONValue(entry) else { return "{}" }
        let named = [JSONMember(name: "service", value: .string(service))] + members
        return JSONValue.object(named).compact
    }

    private static func outcome(of entry: AuditEntry) -> String {
        let outcome = entry.refusal ?? "done"
        return entry.count > 1 ? "\(outcome) x \(entry.count)" : outcome
    }

    /// A person's id, who acts in their place, and by which program.
    private static func who(in entry: AuditEntry) -> String {
        let person = entry.subject.map { $0.uuidString.lowercased() }
        let actor = entry.actor.map { "(by \($0.uuidString.lowercased()))" }
        return [person, actor, entry.program].compactMap { $0 }.joined(separator: " ")
    }

    private static func text(of change: AuditChange) -> String {
        let kind = change.kind.split(separator: "/").last ?? ""
        let fields = change.fields.prefix(3).map { field in
            "\(field.name) \(field.before ?? "-") → \(field.after ?? "-")"
        }
        return "\(kind) " + fields.joined(separator: ", ")
            + (change.fields.count > 3 ? ", …" : "")
    }
}
