import COctopusZeroMQ

extension ZMQSocket {
    /// Long enough that libzmq never reconnects: the client closes the socket and makes another.
    private static let neverMilliseconds: Int32 = 3_600_000

    /// What a client's DEALER needs beyond the settings that keep it safe.
    ///
    /// - Parameter patience: Milliseconds that a silent host is given; the system's own patience with
    ///   it is two minutes.
    /// - Throws: If libzmq knows no such option.
    func configureConnecting(patience: Int64) throws(ZMQError) {
        // 4: libzmq gives up for good after some failures and reconnects after others. Here every
        // failure ends the socket. The interval may not be "never", or an attempt that fails at once
        // would not be reported.
        try set(ZMQ_RECONNECT_IVL, Self.neverMilliseconds)
        try set(ZMQ_RECONNECT_IVL_MAX, 0)
        try set(ZMQ_CONNECT_TIMEOUT, Int32(patience * 9 / 10))
        try set(ZMQ_HANDSHAKE_IVL, Int32(LinkState.handshakeMilliseconds))
        // The session's in-flight limit bounds what is queued; so EAGAIN means: no connection.
        try set(ZMQ_SNDHWM, 0)
    }
}

extension SocketEvent {
    /// All that a client learns from about its connection.
    static let ofConnecting: SocketEvent = [
        .connected, .connectDelayed, .connectRetried, .closed, .disconnected,
        .handshakeSucceeded, .handshakeFailedNoDetail, .handshakeFailedProtocol,
        .handshakeFailedAuth,
    ]
}
