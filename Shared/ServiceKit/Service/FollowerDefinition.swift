package import Contract

/// Whom a service follows, and what it does with each kind of event.
package struct FollowerDefinition<Environment: Sendable>: Sendable {
    package let name: String
    package let source: String
    package let sort: FollowerSort
    package let handlers: [EventHandler<Environment>]

    /// Keeps others' state in tables of its own; may begin with a snapshot.
    package static func projection(
        _ name: String, of source: String, _ handlers: [EventHandler<Environment>]
    ) -> Self {
        Self(name: name, source: source, sort: .projection, handlers: handlers)
    }

    /// Acts on what happened; reads from the log's first event, never from a snapshot.
    package static func effects(
        _ name: String, of source: String, _ handlers: [EventHandler<Environment>]
    ) -> Self {
        Self(name: name, source: source, sort: .effects, handlers: handlers)
    }
}

package enum FollowerSort: String, Sendable { case projection, effects }

/// What a follower does with one kind of event, inside the transaction that stores its position.
package struct EventHandler<Environment: Sendable>: Sendable {
    package let declaration: EventDeclaration

    package static func on<E: Event>(
        _ event: E.Type,
        _ apply: @escaping @Sendable (E, E.Personal?, EventContext<Environment>) throws -> Void
    ) -> Self {
        Self(declaration: E.declaration)
    }
}

/// What applying an event sees.
package struct EventContext<Environment: Sendable> {
    package let at: Instant
    package let tenant: TenantID?
    package let partner: PartnerID?
    /// May write and append events; the same as a command's, without a caller.
    package let work: WorkContext<Environment>
}

/// What work of the service's own accord (a job's slice, an event's effect) sees and may do: a
/// transaction and events, without a caller.
package struct WorkContext<Environment: Sendable> {
    package let now: Instant
    package let environment: Environment
}
