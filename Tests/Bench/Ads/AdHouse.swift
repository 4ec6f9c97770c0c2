import FoundationEssentials
import Logging
import OctopusAdvertising
import OctopusAdvertisingContract
import OctopusContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

/// Advertising on a real file, in this process.
enum AdHouse {
    /// A new database, with a town in it.
    static func grow(_ town: AdTown, in folder: String) async throws {
        // An empty one has the tables.
        await (try open(folder, .silent)).close()
        try town.make(databasePath: "\(folder)/data/advertising.sqlite")
    }

    static func open(
        _ folder: String,
        _ logger: Logger,
        _ adjust: @escaping @Sendable (inout StoreConfiguration) -> Void = { _ in }
    ) async throws -> ServiceInstance<AdvertisingEnvironment> {
        var configuration = configuration(of: folder, logger)
        configuration.adjustStore = adjust
        return try await ServiceInstance.open(AdvertisingService.definition, configuration)
    }

    static func configuration(of folder: String, _ logger: Logger) -> InstanceConfiguration {
        InstanceConfiguration(
            dataFolder: "\(folder)/data",
            settings: Settings(Setting.standard + AdvertisingService.definition.settings),
            logger: logger
        )
    }

    /// Writes to standard error, as a service does.
    static func logger() -> Logger {
        let sink = LogSink(service: "advertising", format: .json)
        return Logger(label: "bench") { _ in LineLogHandler(level: .info, sink: sink) }
    }

    /// An end user who is logged in.
    static func person(_ endUser: EndUserID) -> Person {
        Person(
            subject: endUser.uuid,
            kind: .endUser,
            tenant: AdTown.tenant,
            partner: nil,
            session: SessionID(UUID()),
            levels: [:]
        )
    }
}
