import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// One sweep under way.
struct Sweep<Environment: Sendable> {
    let service: TestService<Environment>
    let world: SweepWorld
    private(set) var faults: [String] = []
    private(set) var checkCount = 0
    /// The same persons try all methods of a product, with the same tokens: signing them is most of the work.
    private var persons: [Set<Product>: [(name: String, person: Person)]] = [:]
    private var tokens: [TokenKind: String] = [:]

    private struct TokenKind: Hashable {
        let person: UUID
        let program: String
        var fault: TokenFault?
    }

    private enum TokenFault {
        case expired, stolen, forged, unknownKey
    }

    init(service: TestService<Environment>, world: SweepWorld) {
        self.service = service
        self.world = world
    }

    /// Tries a method as every program and person, and with tokens that are good for nothing.
    mutating func sweep(_ method: any Method.Type) async throws {
        let declaration = method.declaration
        let body = try example(of: method)
        for program in world.programs {
            try await check(declaration, body, program, nil, "nobody")
            for (name, person) in persons(for: declaration) {
                try await check(declaration, body, program, person, name)
            }
        }
        try await tryWithoutGrant(declaration, body)
        try await tryBrokenTokens(declaration, body)
        try await tryRoutingKeys(declaration, body)
    }

    private mutating func persons(
        for declaration: MethodDeclaration
    ) -> [(name: String, person: Person)] {
        let products = SweepWorld.products(of: declaration.access)
        let known = persons[products] ?? world.persons(of: products)
        persons[products] = known
        return known
    }

    private mutating func token(
        for person: Person,
        with program: Principal,
        _ fault: TokenFault? = nil
    ) async throws -> String {
        let kind = TokenKind(person: person.subject, program: program.name, fault: fault)
        if let known = tokens[kind] { return known }
        let (issuer, now) = (service.issuer, service.clock.now)
        let token =
            switch fault {
            case nil: try await issuer.token(for: person, with: program, at: now)
            case .expired:
                try await issuer.token(
                    for: person,
                    with: program,
                    at: now.adding(milliseconds: -400_000)
                )
            case .stolen:
                try await issuer.token(for: person, with: .program(of: world.home), at: now)
            case .forged:
                try await TokenIssuer(keyID: issuer.keyID).token(
                    for: person,
                    with: program,
                    at: now
                )
            case .unknownKey:
                try await TokenIssuer(keyID: "unknown").token(for: person, with: program, at: now)
            }
        tokens[kind] = token
        return token
    }

    private func example<M: Method>(of method: M.Type) throws -> [UInt8] {
        try CBOREncoder().encode(ShapeRecorder.example(of: M.Request.self))
    }

    private mutating func check(
        _ declaration: MethodDeclaration,
        _ body: [UInt8],
        _ program: Principal,
        _ person: Person?,
        _ name: String
    ) async throws {
        var token: String?
        if let person { token = try await self.token(for: person, with: program) }
        let expected = DeclaredAnswer(declaration, program, person, world).reason
        await expect(
            expected,
            declaration,
            body,
            program,
            token,
            world.key(for: declaration.routing),
            "\(name) with the \(program.name)'s program"
        )
    }

    private mutating func tryWithoutGrant(
        _ declaration: MethodDeclaration,
        _ body: [UInt8]
    ) async throws {
        let program = Principal(
            name: "ungranted",
            tenant: nil,
            grants: ["nothing.v1/*"],
            publicKey: "ungranted"
        )
        for (name, person) in persons(for: declaration) {
            let token = try await token(for: person, with: program)
            await expect(
                .denied,
                declaration,
                body,
                program,
                token,
                world.key(for: declaration.routing),
                "\(name) with an ungranted program"
            )
        }
    }

    /// Expired, revoked, another program's, another key's, torn: refused whatever the rules say.
    private mutating func tryBrokenTokens(
        _ declaration: MethodDeclaration,
        _ body: [UInt8]
    ) async throws {
        let (program, now) = (Principal.operating, service.clock.now)
        for (name, person) in persons(for: declaration) {
            let sound = try await token(for: person, with: program)
            let tokens: [(String, String, Reason)] = [
                ("expired", try await token(for: person, with: program, .expired), .tokenExpired),
                ("stolen", try await token(for: person, with: program, .stolen), .unauthenticated),
                ("forged", try await token(for: person, with: program, .forged), .unauthenticated),
                (
                    "of an unknown key",
                    try await token(for: person, with: program, .unknownKey),
                    .unauthenticated
                ),
                ("torn", String(sound.dropLast(4)), .unauthenticated),
                ("empty", "", .unauthenticated),
            ]
            for (fault, token, reason) in tokens {
                await expect(
                    reason,
                    declaration,
                    body,
                    program,
                    token,
                    world.key(for: declaration.routing),
                    "\(name), token \(fault)"
                )
            }
            service.instance.security.change {
                $0.endedSessions[person.session.uuid] = now.adding(milliseconds: 600_000)
            }
            await expect(
                .tokenRevoked,
                declaration,
                body,
                program,
                sound,
                world.key(for: declaration.routing),
                "\(name), session ended"
            )
            // The person tries other methods, too.
            service.instance.security.change { $0.endedSessions[person.session.uuid] = nil }
        }
    }

    /// A partner that nobody knows, and none where one is wanted.
    private mutating func tryRoutingKeys(
        _ declaration: MethodDeclaration,
        _ body: [UInt8]
    ) async throws {
        guard declaration.routing != .none else { return }
        for (name, person) in persons(for: declaration) {
            let program = Principal.operating
            let token = try await token(for: person, with: program)
            // Only who would be let in at home learns what is wrong with the key.
            let answer = DeclaredAnswer(declaration, program, person, world)
            guard answer.fitsSomewhere else { continue }
            await expect(
                .routingKeyMissing,
                declaration,
                body,
                program,
                token,
                nil,
                "\(name) without a routing key"
            )
            if declaration.routing == .partner {
                await expect(
                    .notFound,
                    declaration,
                    body,
                    program,
                    token,
                    UUID(),
                    "\(name) with an unknown partner"
                )
            }
        }
    }

    private mutating func expect(
        _ reason: Reason?,
        _ declaration: MethodDeclaration,
        _ body: [UInt8],
        _ program: Principal,
        _ token: String?,
        _ key: UUID?,
        _ who: String
    ) async {
        checkCount += 1
        var got: String?
        if let reason {
            let answer = await service.instance.perform(
                method: declaration.name,
                body: body,
                as: program,
                token: token,
                routingKey: key,
                key: service.instance.ids.uuid(at: service.clock.now)
            )
            got = (try? CBORDecoder().decode(ErrorReply.self, from: answer.body))?.reason
            if got == reason.word, answer.status == reason.status { return }
        } else {
            do {
                _ = try await service.instance.admission(
                    method: declaration.name,
                    as: program,
                    token: token,
                    routingKey: key
                )
                return
            } catch {
                got = (error as? Refusal)?.reason.word ?? "\(error)"
            }
        }
        faults.append(
            "\(declaration.name), \(who): \(got ?? "let in") instead of \(reason?.word ?? "let in")"
        )
    }
}
