import ArgumentParser
import OctopusClient

/// The command `octopus me`.
struct MeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "me",
        abstract: "Tells who one is: account, role, levels, zone."
    )

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let me = try await connection.open().use { session in
            try await session.asUser(GetMe.self, .init())
        }
        guard !json else { return Console.print(try JSONValue(me).pretty) }
        let account = me.partnerName.map { "\($0), of \(me.tenantName)" } ?? me.tenantName
        Console.print("\(me.name ?? "")  \(me.email ?? me.phone ?? "")")
        Console.print("  account  \(account), \(me.timeZone), \(me.currency)")
        if me.isOwner { Console.print("  role     Account owner") }
        if let impersonator = me.impersonatorName {
            Console.print("  acting   \(impersonator), in the place of the person above")
        }
        let levels = me.levels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        Console.print("  levels   \(levels.isEmpty ? "none" : levels.joined(separator: ", "))")
        if me.needsSecondFactor {
            Console.print("  One-time codes have to be set up before anything else.")
        }
    }
}
