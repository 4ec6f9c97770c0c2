import Logging
import OctopusClient
import OctopusClientTesting
import OctopusContract
import OctopusMesh
import ServiceLifecycle
import Testing

struct ClientServiceTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private struct Worker: Service {
        let begun: AsyncStream<Void>.Continuation
        func run() async throws {
            begun.finish()
            try? await gracefulShutdown()
        }
    }

    @Test func `a client in a group lives until the group shuts down`() async throws {
        let mesh = FakeMesh()
        mesh.acceptLogIns()
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let group = ServiceGroup(
            services: [mesh.client, Worker(begun: begin)],
            logger: logger
        )
        let running = Task { try await group.run() }
        for await _ in begun {}
        _ = try await mesh.client.session(
            logIn: .user(email: "a@b.example", password: "p"),
            tenant: TenantID(IdempotencyKey.make())
        )
        await group.triggerGracefulShutdown()
        try await running.value
        let failure = await #expect(throws: CallFailure.self) {
            try await mesh.client.call(Describe.self, .init())
        }
        #expect(failure?.reason == .clientClosed)
    }

    @Test func `a client whose task is cancelled closes`() async throws {
        let mesh = FakeMesh()
        let running = Task { try await mesh.client.run() }
        running.cancel()
        try await running.value
        let failure = await #expect(throws: CallFailure.self) {
            try await mesh.client.call(Describe.self, .init())
        }
        #expect(failure?.reason == .clientClosed)
    }
}
