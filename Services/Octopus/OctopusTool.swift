import ArgumentParser
import Glibc
import OctopusClient
import OctopusContract
import OctopusMesh

/// The root of the commands.
struct OctopusTool: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "octopus",
        abstract: "Talks to the services of Octopus.",
        discussion: """
            Where the services are, and with which key to call them:
              --data DIR (or OCTOPUS_DATA)       a folder that deploy/launch made
              --map FILE (or OCTOPUS_MAP)        the mesh map
              --key-file FILE (or OCTOPUS_KEY)   the program's CURVE key

            Exit codes:
            \(ExitStatus.allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n"))
            """,
        version: "octopus \(Release.version)",
        groupedSubcommands: [
            CommandGroup(
                name: "Methods",
                subcommands: [ListCommand.self, DescribeCommand.self, CallCommand.self]
            ),
            CommandGroup(
                name: "Who calls",
                subcommands: [
                    LoginCommand.self, LogoutCommand.self, ForgotPasswordCommand.self,
                    OpenLinkCommand.self, MeCommand.self, SessionsCommand.self,
                    ImpersonateCommand.self,
                ]
            ),
            CommandGroup(
                name: "People and programs",
                subcommands: [
                    UsersCommand.self, RolesCommand.self, PartnersCommand.self,
                    EndUsersCommand.self, PersonCommand.self, TenantsCommand.self,
                    KeysCommand.self,
                ]
            ),
            CommandGroup(
                name: "Packages and requests",
                subcommands: [
                    PackagesCommand.self, AddOnsCommand.self, RequestsCommand.self,
                    AccountCommand.self, InvoicesCommand.self, ImpressionsCommand.self,
                ]
            ),
            CommandGroup(
                name: "What partners show",
                subcommands: [
                    ChannelsCommand.self, PromosCommand.self, SegmentsCommand.self,
                    AdsCommand.self, CampaignsCommand.self, ReportCommand.self,
                ]
            ),
            CommandGroup(
                name: "Where ads are shown",
                subcommands: [ApplicationsCommand.self, PlacementsCommand.self]
            ),
            CommandGroup(name: "Conversations", subcommands: [ChatCommand.self]),
            CommandGroup(
                name: "What goes on",
                subcommands: [
                    HealthCommand.self, StatsCommand.self, EventsCommand.self, AuditCommand.self,
                    MailCommand.self, DemoCommand.self,
                ]
            ),
            CommandGroup(
                name: "Beside the mesh",
                subcommands: [BootstrapCommand.self, ContractCommand.self, QRCommand.self]
            ),
        ]
    )

    /// Runs one command line.
    ///
    /// - Parameter arguments: Without the program's name.
    /// - Returns: The exit code, as `ExitStatus` documents it.
    static func run(_ arguments: [String]) async -> Int32 {
        let code = await code(of: arguments)
        guard let loss = Console.loss else { return code }
        Console.note("octopus: \(loss)")
        return code == ExitStatus.success.rawValue ? ExitStatus.fault.rawValue : code
    }

    private static func code(of arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(LeadingOptions.intoEnvironment(arguments))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.success.rawValue
        } catch let failure as Failure {
            Console.note("\(failure)")
            return failure.status.rawValue
        } catch let failure as CallFailure {
            let failure = Failure(failure)
            Console.note("\(failure)")
            return failure.status.rawValue
        } catch is OutputLoss {
            // It is told, with its code, once for all commands.
            return ExitStatus.success.rawValue
        } catch let fault as JSONFault {
            Console.note("\(Failure(.usage, "\(fault)"))")
            return ExitStatus.usage.rawValue
        } catch {
            return end(error)
        }
    }

    /// Ends over a wrong command line, or a request for help.
    private static func end(_ error: any Error) -> Int32 {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        guard !code.isSuccess else {
            Console.print(message)
            return ExitStatus.success.rawValue
        }
        if !message.isEmpty { Console.note(message) }
        return code == .validationFailure ? ExitStatus.usage.rawValue : ExitStatus.fault.rawValue
    }
}

/// Options that stand before the command: they hold for whatever follows, as the environment does.
enum LeadingOptions {
    private static let variables = [
        "--data": "OCTOPUS_DATA", "--map": "OCTOPUS_MAP", "--key-file": "OCTOPUS_KEY",
        "--profile": "OCTOPUS_PROFILE",
    ]

    static func intoEnvironment(_ arguments: [String]) -> [String] {
        let (settings, rest) = split(arguments)
        for (name, value) in settings { setenv(name, value, 1) }
        return rest
    }

    /// The variables that the leading options stand for, and the arguments after them.
    static func split(_ arguments: [String]) -> (settings: [String: String], rest: [String]) {
        var settings: [String: String] = [:]
        var rest = arguments[...]
        while let first = rest.first {
            let parts = first.split(separator: "=", maxSplits: 1).map(String.init)
            guard let variable = variables[parts.first ?? ""] else { break }
            if parts.count == 2 {
                settings[variable] = parts[1]
                rest = rest.dropFirst()
            } else {
                guard let value = rest.dropFirst().first else { break }
                settings[variable] = value
                rest = rest.dropFirst(2)
            }
        }
        return (settings, Array(rest))
    }
}
