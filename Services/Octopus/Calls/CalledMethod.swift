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
    ///   - service: Who is asked; nil where the name says it.
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

    /// Calls it for whoever is logged in, and remembers what it wrote.
    func call(
        _ body: [UInt8],
        _ options: inout CallOptions,
        isForNobody: Bool,
        by deadline: Deadline,
        _ session: Session
    ) async throws -> JSONValue {
        let login = isForNobody ? nil : try await session.login(by: deadline)
        try addPerson(login, isForNobody: isForNobody, to: &options)
        let seen = try await seen(by: deadline, session)
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
            try await session.profile.locked(by: deadline) { ($0.seen, $0.seenAt) = ([], nil) }
            throw failure
        }
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
        to options: inout CallOptions
    ) throws {
        let needsNobody = description.access.contains { $0 == "program" || $0 == "installation" }
        if login == nil, !needsNobody, !isForNobody {
            throw Failure(
                .denied,
                "\(description.name) is called for a person, and nobody is logged in",
                advice: "Log in: octopus login --tenant ID E-MAIL. It takes "
                    + description.access.joined(separator: " or ") + "."
            )
        }
        // A method that only programs call has no use for a token that may be out of date.
        let isForPersons = description.access.contains { $0 != "program" && $0 != "installation" }
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
    private func seen(by deadline: Deadline, _ session: Session) async throws -> Sightings {
        try await session.profile.locked(by: deadline) { profile in
            guard let seenAt = profile.seenAt,
                seenAt.adding(milliseconds: 60_000) > Instant.now
            else { return Sightings() }
            return Sightings(profile.seen)
        }
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
