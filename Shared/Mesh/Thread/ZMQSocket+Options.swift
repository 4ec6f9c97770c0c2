import COctopusZeroMQ

extension ZMQSocket {
    /// `ZMQ_ZAP_ENFORCE_DOMAIN`, which Debian's header hides and its library honours.
    private static let zapEnforceDomain: Int32 = 93
    private static let handshakeMilliseconds: Int32 = 2000
    private static let drainMilliseconds: Int32 = 2000
    private static let unacknowledgedMilliseconds: Int32 = 30_000
    /// What a client takes in one message, over the limit of a frame on purpose.
    ///
    /// A reply that is too long then ends its own call. Beyond this libzmq closes the connection that
    /// all callers share. Only the service whose key the map pins can send so much.
    private static let replyBytes: Int64 = 16 * 1024 * 1024
    /// What CURVE adds to a frame.
    private static let curveBytes = 33

    /// The settings of a service's ROUTER.
    ///
    /// The numbers are the traps of `PROTOCOL.md`, section 14.
    func configureServer(
        keys: CurveKeyPair,
        zapDomain: String,
        limits: FrameLimits,
        endpoints: [String]
    ) throws(ZMQError) {
        try setCommon(limits: limits, endpoints: endpoints)
        try set(ZMQ_CURVE_SERVER, 1)
        try set(ZMQ_CURVE_SECRETKEY, keys.secretKey)
        // 3: without a handler ZAP would let everybody in. The domain is enforced, so that a
        // handshake fails when nobody answers for it.
        try set(Self.zapEnforceDomain, 1)
        try set(ZMQ_ZAP_DOMAIN, zapDomain)
        // 8: without it a reply to a peer that has gone, or whose queue is full, vanishes in
        // silence. Every send is DONTWAIT, because a mandatory send may block for ever.
        try set(ZMQ_ROUTER_MANDATORY, 1)
        // 8: with it, a client that claims another's routing id would get the other's replies.
        try set(ZMQ_ROUTER_HANDOVER, 0)
        // 2: heartbeats and back-pressure on a bound ROUTER lose and reorder messages. Back-pressure
        // is wanted here (it bounds what libzmq holds for a peer), so PING of ours does the rest.
        try set(ZMQ_HEARTBEAT_IVL, 0)
        try set(ZMQ_RCVHWM, limits.peerQueue)
        try set(ZMQ_SNDHWM, limits.peerQueue)
        try set(ZMQ_BACKLOG, 1024)
    }

    /// The settings of a client's DEALER.
    package func configureClient(
        keys: CurveKeyPair,
        serverKey: CurvePublicKey,
        limits: FrameLimits,
        endpoint: String = ""
    ) throws(ZMQError) {
        try setCommon(limits: limits, endpoints: [endpoint])
        try setLong(ZMQ_MAXMSGSIZE, Self.replyBytes)
        try set(ZMQ_CURVE_SERVERKEY, serverKey.z85)
        try set(ZMQ_CURVE_PUBLICKEY, keys.publicKey.z85)
        try set(ZMQ_CURVE_SECRETKEY, keys.secretKey)
        // 1: a reached mark on a connecting socket that also has heartbeats aborts the process.
        // There is neither; the in-flight limit bounds memory, and the thread always drains.
        try set(ZMQ_RCVHWM, 0)
        try set(ZMQ_HEARTBEAT_IVL, 0)
        // 9: else requests of long ago reach a service that has restarted.
        try set(ZMQ_IMMEDIATE, 1)
        // 4, 6: a wrong key shows only as endless reconnecting; keep that slow.
        try set(ZMQ_RECONNECT_IVL, 100)
        try set(ZMQ_RECONNECT_IVL_MAX, 5000)
        // 11: what was not sent when a client closes was not promised.
        try set(ZMQ_LINGER, 0)
    }

    private func setCommon(limits: FrameLimits, endpoints: [String]) throws(ZMQError) {
        // 5: else a peer that proved nothing may declare 1 GiB and make the process hold it.
        let longest = limits.frameBytes + Self.curveBytes
        try setLong(ZMQ_MAXMSGSIZE, Int64(longest))
        // 6: half-open handshakes hold descriptors; the default is 30 s.
        try set(ZMQ_HANDSHAKE_IVL, Self.handshakeMilliseconds)
        // 11: the default is to wait for ever. A service lets its last replies leave.
        try set(ZMQ_LINGER, Self.drainMilliseconds)
        // 11: off by default. On only where it is meant, because it changes how IPv4 addresses look.
        if endpoints.contains(where: { $0.contains("[") }) { try set(ZMQ_IPV6, 1) }
        // What is sent and never acknowledged: the system's own patience is a quarter of an hour.
        try set(ZMQ_TCP_MAXRT, Self.unacknowledgedMilliseconds)
        // A host that vanished without a word is noticed by TCP within two minutes.
        try set(ZMQ_TCP_KEEPALIVE, 1)
        try set(ZMQ_TCP_KEEPALIVE_IDLE, 60)
        try set(ZMQ_TCP_KEEPALIVE_INTVL, 15)
        try set(ZMQ_TCP_KEEPALIVE_CNT, 4)
    }
}
