public import OctopusContract

/// The failures that a client finds without a service's help.
extension Reason {
    public static let connectionLost = Reason(
        "connectionLost",
        .unavailable,
        "The connection was lost after the call was sent, so it may have happened."
    )
    public static let unknownService = Reason(
        "unknownService",
        .unavailable,
        "The mesh map has no such service or shard."
    )
    public static let clientClosed = Reason(
        "clientClosed",
        .cancelled,
        "The client was closed."
    )
    public static let undecodable = Reason(
        "undecodable",
        .internal,
        "The reply is not what the contract says."
    )
}
