import ArgumentParser
import OctopusContract
import OctopusProgram

/// Our side of the measures: what is measured, and what loads it.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract:
            "Our side of the measures that deploy/bench takes; each prints its figures as JSON.",
        version: "bench \(Release.version)",
        subcommands: [
            EchoServerCommand.self, EchoCommand.self, TokenCommand.self, PipelineCommand.self,
            AwardCommand.self, AwardServerCommand.self, AwardClientCommand.self, GrowCommand.self,
            GrowthCommand.self, FollowCommand.self, BroadcastCommand.self, AdGrowCommand.self,
            AdPickCommand.self, AdServerCommand.self, AdClientCommand.self, AdCountCommand.self,
        ]
    )

    static func main() async {
        StandardStream.checkPrintedTextAtExit()
        await main(nil)
    }
}
