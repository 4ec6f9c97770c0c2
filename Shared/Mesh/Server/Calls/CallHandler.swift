package import OctopusContract
package import struct FoundationEssentials.UUID

/// What a server does with the calls that it has let in.
package protocol CallHandler: Sendable {
    /// Asked on the socket thread for every request, so it answers from memory.
    ///
    /// - Parameter method: As `loyalty.v1/AwardPoints`.
    /// - Returns: Nil if there is no such method.
    func kind(of method: String) -> MethodKind?

    /// Answers a call whose method works from memory, on the socket thread and without a task.
    ///
    /// - Returns: Nil for any other call, and for one that has to wait for something first.
    func answerFromMemory(_ call: IncomingCall) -> CallAnswer?

    /// Whose token it is, so that a person's calls share one turn whatever tokens they come with.
    ///
    /// Asked on the socket thread, until it is answered once for a session's token.
    ///
    /// - Returns: Nil for a token that was not verified yet: it has a turn of its own.
    func person(of token: String) -> UUID?

    /// Carries out a call; whether the caller may, is for the handler to decide.
    ///
    /// It begins on the socket thread and must leave it (suspend) before it waits or works long.
    ///
    /// - Parameter call: The call. Its task is cancelled when the caller takes it back, goes away, or
    ///   lets it expire; what may not happen after that is checked with its `state`.
    /// - Returns: The answer, which is sent if somebody still waits for it.
    func handle(_ call: IncomingCall) async -> CallAnswer
}

extension CallHandler {
    package func answerFromMemory(_ call: IncomingCall) -> CallAnswer? { nil }
    package func person(of token: String) -> UUID? { nil }
}
