public import OctopusContract
public import OctopusMesh

/// A call that a `FakeMesh` was asked for.
public struct FakeCall<M: Method>: Sendable {
    /// What was asked.
    public let request: M.Request
    /// What came beside it: token, routing key, patience.
    ///
    /// A command has its idempotency key here.
    public let options: CallOptions
    /// Whether the answer was one that is kept under the idempotency key, so no handler ran.
    public let isRepeated: Bool
}

/// A call before it is known which method's it is.
struct RecordedCall: Sendable {
    let method: String
    let body: [UInt8]
    let options: CallOptions
    var isRepeated = false
}
