import CBOR
package import Contract

/// A method in a service's table of contents: its declaration and what runs it, without its types.
package struct MethodEntry<Environment: Sendable>: Sendable {
    /// The method as the contract knows it, from which its shapes and examples are made.
    package let method: any Method.Type
    package let declaration: MethodDeclaration
    let body: MethodBody<Environment>

    init<M: Method>(_ method: M.Type, _ body: MethodBody<Environment>) {
        self.method = method
        declaration = M.declaration
        self.body = body
    }

    package static func read<M: ReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .read)
        return Self(
            method,
            .read { bytes in
                let request = try CBORDecoder().decode(M.Request.self, from: bytes)
                return { try CBOREncoder().encode(M.run(request, in: $0)) }
            }
        )
    }

    package static func memoryRead<M: MemoryReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .read)
        return Self(
            method,
            .memoryRead { bytes in
                let request = try CBORDecoder().decode(M.Request.self, from: bytes)
                return { try CBOREncoder().encode(M.run(request, in: $0)) }
            }
        )
    }

    package static func waitingRead<M: WaitingReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .waitingRead)
        return Self(
            method,
            .waitingRead { bytes in
                let request = try CBORDecoder().decode(M.Request.self, from: bytes)
                return { try await CBOREncoder().encode(M.run(request, in: $0)) }
            }
        )
    }

    package static func command<M: CommandHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .command)
        return Self(
            method,
            .command { bytes in
                let request = try CBORDecoder().decode(M.Request.self, from: bytes)
                return { try CBOREncoder().encode(M.run(request, in: $0)) }
            }
        )
    }

    package static func prepared<M: PreparedCommandHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        expect(M.declaration, .command)
        precondition(
            M.declaration.carriesSecrets,
            "\(M.declaration.name): a prepared command's reply can't be stored; declare carriesSecrets"
        )
        return Self(
            method,
            .prepared { bytes in
                let request = try CBORDecoder().decode(M.Request.self, from: bytes)
                return { waiting in
                    let prepared = try await M.prepare(request, in: waiting)
                    return { command in
                        let draft = try M.run(request, with: prepared, in: command)
                        return { try await CBOREncoder().encode(M.finish(draft, in: $0)) }
                    }
                }
            }
        )
    }

    private static func expect(_ declaration: MethodDeclaration, _ kind: MethodKind) {
        precondition(
            declaration.kind == kind,
            "\(declaration.name) is declared a \(declaration.kind) and listed as a \(kind)"
        )
    }
}

/// What runs a method: given the request's bytes, decoded once, the work that is left to do.
enum MethodBody<Environment: Sendable>: Sendable {
    typealias Read = @Sendable (ReadContext<Environment>) throws -> [UInt8]
    typealias MemoryRead = @Sendable (MemoryContext<Environment>) throws -> [UInt8]
    typealias Wait = @Sendable (WaitingContext<Environment>) async throws -> [UInt8]
    typealias Command = @Sendable (CommandContext<Environment>) throws -> [UInt8]
    /// Prepares, then runs in the transaction, then finishes.
    typealias Prepare =
        @Sendable (WaitingContext<Environment>) async throws ->
        @Sendable (CommandContext<Environment>) throws -> Wait

    case read(@Sendable ([UInt8]) throws -> Read)
    case memoryRead(@Sendable ([UInt8]) throws -> MemoryRead)
    case waitingRead(@Sendable ([UInt8]) throws -> Wait)
    case command(@Sendable ([UInt8]) throws -> Command)
    case prepared(@Sendable ([UInt8]) throws -> Prepare)
}
