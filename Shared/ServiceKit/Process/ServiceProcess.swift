import Glibc
import Logging
import OctopusContract
import OctopusMesh
import OctopusProgram
import OctopusStore

/// A whole process around a service: configuration, logs, store, mesh, followers, jobs, signals.
package enum ServiceProcess {
    /// Runs until the service is told to stop, or a command that was named instead has run.
    ///
    /// - Parameters:
    ///   - definition: The service.
    ///   - commands: What the program can do instead of serving, by name: an operator's
    ///     `bootstrap`, which works on the database of a stopped service. Each gets the instance,
    ///     opened but not serving, and the settings with those of its own.
    package static func main<Environment: Sendable>(
        _ definition: ServiceDefinition<Environment>,
        commands: [String: ProcessCommand<Environment>] = [:]
    ) async -> Never {
        StandardStream.prepare()
        let run = ProcessRun(definition: definition, commands: commands)
        do {
            try await run.run(Array(CommandLine.arguments.dropFirst()))
            try StandardStream.output.close()
            exit(0)
        } catch {
            let failure = StartFailure(error)
            StandardError.write("\(definition.name): \(failure)\n")
            exit(failure.code.rawValue)
        }
    }
}

/// Something that a service's program can do instead of serving.
package struct ProcessCommand<Environment: Sendable>: Sendable {
    /// One sentence for `--help`.
    package let help: String
    /// Flags of its own, beside the service's.
    package let settings: [Setting]
    package let run: @Sendable (ServiceInstance<Environment>, Settings) async throws -> Void
    /// Runs beside a service, without its database; then `run` is not called.
    let beside: (@Sendable (Settings) throws -> Void)?

    package init(
        _ help: String,
        settings: [Setting] = [],
        run: @escaping @Sendable (ServiceInstance<Environment>, Settings) async throws -> Void
    ) {
        self.help = help
        self.settings = settings
        self.run = run
        beside = nil
    }

    /// A command that needs no database.
    init(
        _ help: String,
        settings: [Setting],
        beside: @escaping @Sendable (Settings) throws -> Void
    ) {
        self.help = help
        self.settings = settings
        self.beside = beside
        run = { _, _ in }
    }
}

/// One run of a service's program, from its arguments on.
struct ProcessRun<Environment: Sendable> {
    let definition: ServiceDefinition<Environment>
    let commands: [String: ProcessCommand<Environment>]
    private let begun = ContinuousClock.now

    init(
        definition: ServiceDefinition<Environment>,
        commands: [String: ProcessCommand<Environment>]
    ) {
        self.definition = definition
        self.commands = commands.merging(
            [
                MendClock.name: MendClock.command(),
                CheckSecurityLog.name: CheckSecurityLog.command(),
                ConfirmRestore.name: ConfirmRestore.command(),
                RotateSealingKey.name: RotateSealingKey.command(),
            ]
        ) { own, _ in own }
    }

    func run(_ arguments: [String]) async throws {
        let flags = try CommandLineFlags(arguments, table: table(of:))
        guard let settings = table(of: flags.command) else { return }
        if flags.wantsHelp {
            try StandardStream.output.write(help(flags.command, settings) + "\n")
            return
        }
        if flags.wantsVersion {
            try StandardStream.output.write(VersionText.text(of: definition) + "\n")
            return
        }
        let effective = try await ConfigurationLoader(
            table: settings,
            flags: flags,
            environment: ProcessEnvironment.variables
        ).load()
        if flags.wantsConfiguration {
            try StandardStream.output.write(ConfigurationHelp.configuration(effective) + "\n")
            return
        }
        let logFile = LogFile(effective)
        let observability = Observability(definition.name, effective, logFile)
        observability.install()
        defer { observability.sink.end(withinMilliseconds: ProcessSignals.flushMilliseconds) }
        if let name = flags.command, let command = commands[name] {
            if let beside = command.beside { return try beside(effective) }
            try await perform(command, named: name, effective, observability)
        } else {
            try await serve(effective, observability, logFile)
        }
    }

    private func table(of command: String?) -> [Setting]? {
        guard let command else { return Setting.standard + definition.settings }
        return commands[command].map { Setting.standard + definition.settings + $0.settings }
    }

    private func help(_ command: String?, _ table: [Setting]) -> String {
        ConfigurationHelp.text(
            program: definition.name,
            command: command,
            table: table,
            commands: command == nil
                ? commands.sorted { $0.key < $1.key }.map { ($0.key, $0.value.help) } : []
        )
    }

    private func perform(
        _ command: ProcessCommand<Environment>,
        named name: String,
        _ settings: Settings,
        _ observability: Observability
    ) async throws {
        let instance = try await ServiceInstance.open(
            definition,
            try configuration(settings, observability, serves: false)
        )
        func record(_ outcome: String) async throws {
            if instance.store.state == .writable {
                try await instance.audit.operatorDid(name, outcome)
            }
            instance.securityLog?.record(
                .operatorCommand,
                [("command", name), ("outcome", outcome), ("user", String(getuid()))]
            )
        }
        do {
            try await command.run(instance, settings)
            try await record("done")
        } catch let failure as StreamFailure {
            try? await record("done")
            await instance.close()
            throw StartFailure(
                .inputOutput,
                "it was done, but what it answers can't be written: \(failure)"
            )
        } catch {
            try? await record("failed")
            await instance.close()
            throw error
        }
        await instance.close()
    }

    private func serve(
        _ settings: Settings,
        _ observability: Observability,
        _ logFile: LogFile
    ) async throws {
        // Until the service is ready, the signal to read again finds nothing to read again.
        signal(SIGHUP, SIG_IGN)
        try logFile.open()
        let mapFile = try demand("mesh.map", settings)
        var configuration = ServiceHost<Environment>.Configuration(
            map: try MeshMap(file: mapFile),
            keys: try CurveKeyPair(file: try demand("mesh.key-file", settings)),
            instance: try configuration(settings, observability, serves: true)
        )
        configuration.endpoint = settings.text("mesh.endpoint")
        configuration.limits.inFlight = settings.integer("limits.in-flight")
        configuration.limits.waitingReadsInSession = settings.integer("limits.waiting-reads")
        configuration.limits.defaultTimeoutMilliseconds =
            settings.duration("limits.default-timeout").milliseconds
        let host = try await ServiceHost.start(definition, configuration)
        let logger = observability.logger
        let service = HostService(
            host: host,
            begun: begun,
            drainLimit: settings.duration("process.drain-timeout"),
            logger: logger
        )
        let securityLog = host.instance.securityLog
        securityLog?.record(.started, [("version", Release.version)])
        defer { securityLog?.record(.stopped) }
        try await ProcessSignals.run(service, logger: logger, sink: observability.sink) {
            do {
                try logFile.open()
                try securityLog?.reopen()
            } catch {
                logger.error("log file not opened anew", metadata: ["why": "\(error)"])
            }
            do {
                try host.take(MeshMap(file: mapFile))
                logger.notice("mesh map read again")
            } catch {
                let why = StartFailure(error).description
                logger.error("mesh map kept as it was", metadata: ["why": "\(why)"])
            }
        }
    }

    private func configuration(
        _ settings: Settings,
        _ observability: Observability,
        serves: Bool
    ) throws -> InstanceConfiguration {
        var configuration = InstanceConfiguration(
            dataFolder: try demand("data.folder", settings),
            settings: settings,
            logger: observability.logger
        )
        configuration.secretsFolder = settings.text("secrets.folder")
        configuration.shard = settings.integer("mesh.shard")
        configuration.registry = observability.registry
        configuration.logsSpans = settings.boolean("log.spans")
        configuration.openSecurityLog = { [definition, sink = observability.sink] folder in
            try SecurityLog.open(definition.name, settings, folder: folder, sink, serves: serves)
        }
        let reserveBytes = Int64(settings.integer("store.reserve")) << 20
        configuration.adjustStore = { $0.reserveBytes = reserveBytes }
        return configuration
    }

    private func demand(_ key: String, _ settings: Settings) throws(StartFailure) -> String {
        guard let value = settings.text(key) else {
            let flag = settings.table.first { $0.key == key }?.flag ?? key
            throw StartFailure(.usage, "\(flag) is not set; see --help")
        }
        return value
    }
}
