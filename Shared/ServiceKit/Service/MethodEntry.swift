import OctopusCBOR
package import OctopusContract

/// A method in a service's table of contents: its declaration and what runs it, without its types.
package struct MethodEntry<Environment: Sendable>: Sendable {
    /// The method as the contract knows it, from which its shapes and examples are made.
    package let method: any Method.Type
    package let declaration: MethodDeclaration
    /// What it counts against beside commands.
    private(set) var quota: Quota?
    /// Whether it goes on while the disk has only its reserve left.
    private(set) var mayUseReserve = false
    /// Gives it what its service's methods share, once and for all calls.
    let bind: @Sendable (Environment) -> MethodBody
    /// Whether the answer that is kept for a repetition holds a secret.
    let sealsAnswer: Bool

    init<M: Method>(
        _ method: M.Type,
        sealsAnswer: Bool = false,
        _ bind: @escaping @Sendable (Environment) -> MethodBody
    ) {
        self.method = method
        declaration = M.declaration
        self.bind = bind
        self.sealsAnswer = sealsAnswer
    }

    /// The same method, each call of which counts against a quota.
    package func counting(_ quota: Quota) -> Self {
        var entry = self
        entry.quota = quota
        return entry
    }

    /// The same method, which goes on while the disk has only its reserve left: it ends somebody's right.
    package var usingReserve: Self {
        var entry = self
        entry.mayUseReserve = true
        return entry
    }

    package static func read<M: ReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .read)
        let read = M.requestReader()
        return Self(method) { environment in
            .read { bytes in
                let request = try read(bytes)
                return { try CBOREncoder().encode(M.run(request, in: $0.with(environment))) }
            }
        }
    }

    package static func memoryRead<M: MemoryReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .read)
        let read = M.requestReader()
        return Self(method) { environment in
            .memoryRead { bytes, context in
                let request = try read(bytes)
                return try CBOREncoder().encode(M.run(request, in: context.with(environment)))
            }
        }
    }

    package static func waitingRead<M: WaitingReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .waitingRead)
        let read = M.requestReader()
        return Self(method) { .waitingRead(waiting(M.self, read, in: $0)) }
    }

    package static func memoryFirst<M: MemoryFirstReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .waitingRead)
        let read = M.requestReader()
        return Self(method) { environment in
            .memoryFirst(
                { bytes, context in
                    let request = try read(bytes)
                    return try M.fromMemory(request, in: context.with(environment))
                        .map { try CBOREncoder().encode($0) }
                },
                waiting(M.self, read, in: environment)
            )
        }
    }

    private static func waiting<M: WaitingReadHandler>(
        _ method: M.Type,
        _ read: @escaping @Sendable ([UInt8]) throws -> M.Request,
        in environment: Environment
    ) -> @Sendable ([UInt8]) throws -> MethodBody.Wait
    where M.Environment == Environment {
        { bytes in
            let request = try read(bytes)
            return { try await CBOREncoder().encode(M.run(request, in: $0.with(environment))) }
        }
    }

    /// `sealsAnswer`: the reply carries a secret, and is given again to a repeated call.
    package static func command<M: CommandHandler>(
        _ method: M.Type,
        sealsAnswer: Bool = false
    ) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .command)
        let read = M.requestReader()
        return Self(method, sealsAnswer: sealsAnswer) { environment in
            .command { bytes in
                let request = try read(bytes)
                return { try CBOREncoder().encode(M.run(request, in: $0.with(environment))) }
            }
        }
    }

    package static func prepared<M: PreparedCommandHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .command)
        precondition(
            M.declaration.carriesSecrets,
            "\(M.declaration.name): a prepared command's reply can't be stored; declare carriesSecrets"
        )
        let read = M.requestReader()
        return Self(method) { environment in
            .prepared { bytes in
                let request = try read(bytes)
                return { waiting in
                    let prepared = try await M.prepare(request, in: waiting.with(environment))
                    return { command in
                        let draft = try M.run(
                            request,
                            with: prepared,
                            in: command.with(environment)
                        )
                        return .finishing {
                            try await CBOREncoder().encode(
                                M.finish(draft, in: $0.with(environment))
                            )
                        }
                    }
                }
            }
        }
    }

    /// A command that prepares alone: the transaction makes its reply, which is stored.
    package static func preparedOnce<M: PreparedCommandHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment, M.Draft == M.Reply {
        expect(M.declaration, .command)
        precondition(
            !M.declaration.carriesSecrets,
            "\(M.declaration.name): what carries secrets is not stored; list it as prepared"
        )
        let read = M.requestReader()
        return Self(method) { environment in
            .prepared { bytes in
                let request = try read(bytes)
                return { waiting in
                    let prepared = try await M.prepare(request, in: waiting.with(environment))
                    return { command in
                        let reply = try M.run(
                            request,
                            with: prepared,
                            in: command.with(environment)
                        )
                        return .done(try CBOREncoder().encode(reply))
                    }
                }
            }
        }
    }

    private static func expect(_ declaration: MethodDeclaration, _ kind: MethodKind) {
        precondition(
            declaration.kind == kind,
            "\(declaration.name) is declared a \(declaration.kind) and listed as a \(kind)"
        )
    }
}

/// What runs a method, without its types: given the request's bytes, decoded once, the work that is
/// left to do.
enum MethodBody: Sendable {
    typealias Read = @Sendable (ReadContext<Void>) throws -> [UInt8]
    /// Nil: memory does not know.
    typealias MemoryRead = @Sendable ([UInt8], MemoryContext<Void>) throws -> [UInt8]?
    typealias Wait = @Sendable (WaitingContext<Void>) async throws -> [UInt8]
    typealias Command = @Sendable (CommandContext<Void>) throws -> [UInt8]
    /// Prepares, then runs in the transaction, then finishes.
    typealias Prepare =
        @Sendable (WaitingContext<Void>) async throws ->
        @Sendable (CommandContext<Void>) throws -> Drafted

    /// What the transaction of a prepared command leads to.
    enum Drafted: Sendable {
        /// The reply is made after it.
        case finishing(Wait)
        /// It made the reply.
        case done([UInt8])
    }

    case read(@Sendable ([UInt8]) throws -> Read)
    /// At once: what is read from memory has nowhere to go between decoding and running.
    case memoryRead(MemoryRead)
    case waitingRead(@Sendable ([UInt8]) throws -> Wait)
    case memoryFirst(MemoryRead, @Sendable ([UInt8]) throws -> Wait)
    case command(@Sendable ([UInt8]) throws -> Command)
    case prepared(@Sendable ([UInt8]) throws -> Prepare)

    /// What may answer at once.
    var memory: MemoryRead? {
        switch self {
        case .memoryRead(let read), .memoryFirst(let read, _): read
        case .read, .waitingRead, .command, .prepared: nil
        }
    }
}

extension Method {
    /// What decodes a request and holds it against the limits that its message declares.
    ///
    /// It is made once for a method: to ask a message for its limits costs more than most checks.
    ///
    /// - Returns: Gives the request, or throws a refusal that says what is wrong with it.
    static func requestReader() -> @Sendable ([UInt8]) throws -> Request {
        let limits = Request.limits
        guard !limits.isEmpty else { return { try decoded($0) } }
        return { bytes in
            let request = try decoded(bytes)
            try FieldCheck.check(request, limits)
            return request
        }
    }

    private static func decoded(_ bytes: [UInt8]) throws -> Request {
        do {
            return try CBORDecoder().decode(Request.self, from: bytes)
        } catch let error as CBORError {
            throw Refusal.malformed(error)
        }
    }
}
