public import OctopusContract
public import OctopusMesh

/// Whatever calls methods: a `MeshClient` for the program itself, a `PersonSession` for a person.
///
/// Code that is written for a `MethodCaller` works with both, and with a `FakeMesh`'s in tests.
public protocol MethodCaller: Sendable {
    /// Calls a method of the contract.
    ///
    /// - Parameters:
    ///   - method: What is asked for.
    ///   - request: Its request.
    ///   - options: Routing key, patience and so on.
    /// - Returns: The reply.
    /// - Throws: `CallFailure`, which says why, and whether the call happened.
    func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        _ options: CallOptions
    ) async throws(CallFailure) -> M.Reply
}

extension MethodCaller {
    /// Calls a method of the contract with the usual patience of ten seconds.
    ///
    /// - Parameters:
    ///   - method: What is asked for.
    ///   - request: Its request.
    /// - Returns: The reply.
    /// - Throws: `CallFailure`, which says why, and whether the call happened.
    public func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request
    ) async throws(CallFailure) -> M.Reply {
        try await call(method, request, CallOptions())
    }
}

extension MeshClient: MethodCaller {}
