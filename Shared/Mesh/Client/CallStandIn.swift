package import OctopusContract

/// Answers a client's calls in this process, in place of services: for the tests of programs that call.
package protocol CallStandIn: Sendable {
    /// Answers one call, as a service would over all attempts.
    ///
    /// - Parameters:
    ///   - method: As `loyalty.v1/AwardPoints`.
    ///   - kind: Read, waiting read or command.
    ///   - body: The request as CBOR.
    ///   - options: What came beside it; a command has its idempotency key.
    /// - Returns: The reply.
    /// - Throws: What the call failed with.
    func answer(
        _ method: String,
        kind: MethodKind,
        body: [UInt8],
        _ options: CallOptions
    ) async throws(CallFailure) -> RawReply

    /// The client was closed: what runs ends, and what comes is refused.
    func close() async
}
