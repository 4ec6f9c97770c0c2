extension MeshClient {
    /// A client's patience and bounds; what is here suits most programs.
    public struct Configuration: Sendable {
        /// Tells this process from others in the services' logs.
        public var instance: String
        /// Compared with the services' own, to log that they differ.
        public var contractHash: [UInt8]?
        /// Calls that may be unanswered at one shard at once; the service's own limit, usually 128, holds
        /// too.
        ///
        /// What is more waits its turn in this process until its deadline; at least 1.
        public var maximumCalls: Int
        /// Waiting reads that may run at once at one shard: each feed of events is one.
        ///
        /// What is more takes turns with them, and hears of news some seconds later. A service allows 64
        /// a session unless its operator says otherwise; at least 1.
        public var maximumWaitingReads: Int
        var retries = RetryPolicy()
        var backoff = ReconnectBackoff()
        var pings = PingWatch.Times()
        var resolver = NameResolver.system

        /// Makes a configuration; what is left out suits most programs.
        public init(
            instance: String = "",
            contractHash: [UInt8]? = nil,
            maximumCalls: Int = 10_000,
            maximumWaitingReads: Int = 16
        ) {
            self.instance = instance
            self.contractHash = contractHash
            self.maximumCalls = maximumCalls
            self.maximumWaitingReads = maximumWaitingReads
        }
    }
}
