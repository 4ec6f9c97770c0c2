package import OctopusContract
package import Logging
package import OctopusMesh
package import OctopusServiceKit
package import struct FoundationEssentials.UUID

/// A service on a real database in a temporary folder, with a clock that stands still.
package struct TestService<Environment: Sendable>: Sendable {
    package let instance: ServiceInstance<Environment>
    package let clock: VirtualClock
    package let issuer: TokenIssuer
    package let folder: TemporaryFolder

    package init(
        instance: ServiceInstance<Environment>,
        clock: VirtualClock,
        issuer: TokenIssuer,
        folder: TemporaryFolder
    ) {
        self.instance = instance
        self.clock = clock
        self.issuer = issuer
        self.folder = folder
    }

    /// Opens the service, lets `body` use it, and closes it.
    ///
    /// `working`: whether followers and jobs run by themselves meanwhile.
    package static func with<T>(
        _ definition: ServiceDefinition<Environment>,
        _ values: [String: SettingValue] = [:],
        working: Bool = false,
        logger: Logger = .silent,
        configure: (inout InstanceConfiguration) -> Void = { _ in },
        _ body: (TestService) async throws -> T
    ) async throws -> T {
        try await TemporaryFolder.with { folder in
            let clock = VirtualClock()
            var configuration = InstanceConfiguration(
                dataFolder: folder.file("data"),
                settings: Settings(
                    Setting.standard + definition.settings,
                    TestSettings.values(values)
                ),
                logger: logger
            )
            configuration.clock = clock
            configuration.ids = SeededIDs()
            configure(&configuration)
            let instance = try await ServiceInstance.open(definition, configuration)
            let issuer = TokenIssuer()
            issuer.trust(in: instance.security)
            instance.security.prove()
            let work = working ? Task { await instance.work() } : nil
            let service = TestService(
                instance: instance,
                clock: clock,
                issuer: issuer,
                folder: folder
            )
            let result: Result<T, any Error>
            do {
                result = .success(try await body(service))
            } catch {
                result = .failure(error)
            }
            work?.cancel()
            await work?.value
            await instance.close()
            return try result.get()
        }
    }

    /// Lets time pass; the proof of having read identity's log stays fresh.
    package func pass(_ duration: Duration) {
        clock.advance(by: duration)
        instance.security.prove()
    }

    /// Calls a method for a person, through the whole pipeline.
    @discardableResult
    package func perform<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        for person: Person? = nil,
        as principal: Principal = .operating,
        routingKey: UUID? = nil,
        key: UUID? = nil
    ) async throws -> M.Reply {
        var token: String?
        if let person { token = try await self.token(for: person, with: principal) }
        return try await instance.perform(
            method,
            request,
            as: principal,
            token: token,
            routingKey: routingKey,
            key: key
        )
    }

    package func token(for person: Person, with principal: Principal) async throws -> String {
        try await issuer.token(for: person, with: principal, at: clock.now)
    }
}

extension Principal {
    /// A program of the installation that may call everything.
    package static let operating = Principal(
        name: "operator",
        tenant: nil,
        grants: ["*"],
        publicKey: "operator-key"
    )

    /// A tenant's program that may call everything.
    package static func program(of tenant: TenantID, name: String = "till") -> Principal {
        Principal(name: name, tenant: tenant.uuid, grants: ["*"], publicKey: "\(name)-\(tenant)")
    }
}

extension Logger {
    /// A logger that says nothing.
    package static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

enum TestSettings {
    /// On a loaded machine even a follower that sleeps beside its log may need long to wake.
    static func values(_ own: [String: SettingValue]) -> [String: SettingValue] {
        own.merging(["limits.seen-wait": .duration(.seconds(10))]) { own, _ in own }
    }
}
