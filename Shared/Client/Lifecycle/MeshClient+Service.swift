#if Lifecycle
    public import OctopusMesh
    public import ServiceLifecycle

    extension MeshClient: Service {
        /// Lives until the graceful shutdown begins or the task is cancelled, then closes.
        ///
        /// Put the client before the services that call with it: a `ServiceGroup` ends the last one first.
        /// ```swift
        /// try await ServiceGroup(
        ///     services: [client, worker],
        ///     gracefulShutdownSignals: [.sigterm],
        ///     logger: logger
        /// ).run()
        /// ```
        public func run() async throws {
            // It throws when the task is cancelled, which is another way to be told to end.
            try? await gracefulShutdown()
            await close()
        }
    }
#endif
