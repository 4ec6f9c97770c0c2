public import OctopusContract

/// The failures that a client finds without a service's help.
extension Reason {
    /// The failures that a client finds by itself, each once.
    public static let ofClient: [Reason] = [
        connectionLost, unknownService, clientClosed, undecodable, keyUnregistered,
        serviceKeyMismatch, wrongAddress, sessionEnded,
    ]

    /// The connection was lost after the call was sent, so it may have happened.
    public static let connectionLost = Reason(
        "connectionLost",
        .unavailable,
        "The connection was lost after the call was sent, so it may have happened."
    )
    /// The mesh map has no such service or shard.
    public static let unknownService = Reason(
        "unknownService",
        .unavailable,
        "The mesh map has no such service or shard."
    )
    /// The client was closed.
    public static let clientClosed = Reason(
        "clientClosed",
        .cancelled,
        "The client was closed."
    )
    /// The reply is not what the contract says; a command was done all the same.
    public static let undecodable = Reason(
        "undecodable",
        .internal,
        "The reply is not what the contract says."
    )
    /// The service does not know this program's key: have it registered, or name another key file.
    public static let keyUnregistered = Reason(
        "keyUnregistered",
        .unavailable,
        "The service does not know this program's key."
    )
    /// What listens there does not have the public key that the mesh map says: correct the map.
    public static let serviceKeyMismatch = Reason(
        "serviceKeyMismatch",
        .unavailable,
        "The service does not have the key that the mesh map says."
    )
    /// The mesh map leads nowhere: a name that doesn't resolve, no endpoint, or another service.
    public static let wrongAddress = Reason(
        "wrongAddress",
        .unavailable,
        "The mesh map's endpoint is not where the service is."
    )
    /// The person's session has ended, and the client has nothing to begin another one with.
    public static let sessionEnded = Reason(
        "sessionEnded",
        .unauthenticated,
        "The person's session has ended; log in again."
    )
}
