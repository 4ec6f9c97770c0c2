import OctopusClient
import FoundationEssentials
import OctopusMesh

/// A method that is about to be called, as its service describes it.
struct CalledMethod {
    let description: MethodDescription
    let types: TypeTable
    let service: String

    /// Finds a method by its name.
    ///
    /// - Parameters:
    ///   - name: As `loyalty.v1/AwardPoints`.
    ///   - service: The service to ask; nil where the method's name says it.
    ///   - deadline: When the call gives up: the service has half of the time to describe itself.
    ///   - session: Asks the service.
    /// - Returns: The method.
    /// - Throws: `Failure.usage` with what may have been meant.
    static func find(
        _ name: String,
        service: String?,
        by deadline: Deadline,
        _ session: Session
    ) async throws -> CalledMethod {
        let named = String(name.prefix { $0 != "." })
        guard named != "mesh" || service != nil else {
            throw Failure(
                .usage,
                "every service answers \(name)",
                advice: "Say whom to ask: --service NAME"
            )
        }
        let service = try session.services(service ?? named)[0]
        let (description, _) = try await session.description(
            of: service,
            patience: min(.seconds(2), deadline.left / 2)
        )
        guard let method = description.methods.first(where: { $0.name == name }) else {
            throw Failure(
                .usage,
                "\(service) has no method \(name)"
                    + Suggestion.sentence(for: name, among: description.methods.map(\.name)),
                advice: "See what it has: octopus list \(service)"
            )
        }
        return CalledMethod(
            description: method,
            types: TypeTable(description.types),
            service: service
        )
    }

    /// Calls it for the person who is logged in, and remembers what it wrote.
    func call(
        _ body: [UInt8],
        _ options: CallOptions,
        isForNobody: Bool,
        by deadline: Deadline,
        _ session: Session
    ) async throws -> JSONValue {
        // A log-in is not looked for, which may need a folder or a renewal, if it has no use.
        guard !isForNobody,
            isForPersons || options.routingKey == nil && description.routing != .none
        else { return try await call(body, options, as: nil, isForNobody, by: deadline, session) }
        return try await session.asPerson(by: deadline) { login in
            try await call(body, options, as: login, isForNobody, by: deadline, session)
        }
    }

    private func call(
        _ body: [UInt8],
        _ options: CallOptions,
        as login: SavedLogin?,
        _ isForNobody: Bool,
        by deadline: Deadline,
        _ session: Session
    ) async throws -> JSONValue {
        var options = options
        try addPerson(login, isForNobody: isForNobody, to: &options, session)
        let seen = seen(session)
        options.seen = seen
        options.timeout = deadline.left
        do {
            let reply = try await session.client.call(
                description.name,
                kind: description.kind,
                body: body,
                options
            )
            if reply.position != nil { await remember(seen, by: deadline, session) }
            return try decode(reply)
        } catch let failure as CallFailure where failure.reason == .behind {
            // A log that was restored never comes to where it was: don't insist a second time.
            try? await session.profile.locked(by: deadline) { ($0.seen, $0.seenAt) = ([], nil) }
            throw failure
        }
    }

    /// A method that only programs call has no use for a token that may be out of date.
    private var isForPersons: Bool {
        description.access.contains { $0 != "program" && $0 != "installation" }
    }

    private func decode(_ reply: RawReply) throws -> JSONValue {
        do {
            return try ReplyDecoder(types: types).decode(reply.body, as: description.reply)
        } catch {
            throw Failure(
                .fault,
                "the reply to \(description.name) can't be read: \(error)",
                advice: description.kind == .command ? "It was done all the same." : nil
            )
        }
    }

    private func addPerson(
        _ login: SavedLogin?,
        isForNobody: Bool,
        to options: inout CallOptions,
        _ session: Session
    ) throws {
        let needsNobody = description.access.contains { $0 == "program" || $0 == "installation" }
        if login == nil, !needsNobody, !isForNobody {
            throw Failure(
                .denied,
                "\(description.name) is called for a person, and nobody is logged in",
                advice: (session.profile.path == nil
                    ? "HOME is not set, so no log-in is found. " : "")
                    + "Log in: octopus login --tenant ID E-MAIL. It takes "
                    + description.access.joined(separator: " or ") + "."
            )
        }
        options.token = isForPersons ? login?.accessToken : nil
        guard options.routingKey == nil else { return }
        switch description.routing {
        case .none: break
        case .tenant: options.routingKey = login?.tenant.uuid
        case .partner: options.routingKey = login?.partner?.uuid
        }
        if options.routingKey == nil, description.routing != .none {
            throw Failure(
                .usage,
                "\(description.name) is about one \(description.routing)",
                advice: "Name it: --route ID"
            )
        }
    }

    /// What the last commands wrote, unless it is so long ago that every service has read it.
    ///
    /// What can't be read of it costs a wait at most.
    private func seen(_ session: Session) -> Sightings {
        guard let kept = try? session.profile.read(), let seenAt = kept.seenAt,
            seenAt.adding(milliseconds: 60_000) > Instant.now
        else { return Sightings() }
        return Sightings(kept.seen)
    }

    /// A command that was done is not failed because this could not be kept.
    private func remember(
        _ seen: Sightings,
        by deadline: Deadline,
        _ session: Session
    ) async {
        do {
            try await session.profile.locked(by: deadline) { profile in
                profile.seen = seen.positions
                profile.seenAt = .now
            }
        } catch {
            Console.note("octopus: what was written can't be remembered: \(error)")
        }
    }
}
