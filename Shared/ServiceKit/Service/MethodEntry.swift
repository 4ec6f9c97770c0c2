package import Contract

/// A method in a service's table of contents: its declaration and what runs it, without its types.
package struct MethodEntry<Environment: Sendable>: Sendable {
    package let declaration: MethodDeclaration

    package static func read<M: ReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        Self(declaration: M.declaration)
    }

    package static func waitingRead<M: WaitingReadHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        Self(declaration: M.declaration)
    }

    package static func command<M: CommandHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        Self(declaration: M.declaration)
    }

    package static func prepared<M: PreparedCommandHandler>(_ method: M.Type) -> Self
    where M.Environment == Environment {
        Self(declaration: M.declaration)
    }
}
