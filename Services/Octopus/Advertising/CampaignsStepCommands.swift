import ArgumentParser
import OctopusClient

/// The command `octopus campaigns submit`.
struct CampaignsSubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Asks the tenant to approve a campaign, and sets its impressions aside."
    )

    @OptionGroup var step: CampaignStepOptions

    func run() async throws { try await step.take(SubmitCampaign.self) }
}

/// The command `octopus campaigns withdraw`.
struct CampaignsWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Makes a draft of a campaign that has not begun, and gives its impressions back."
    )

    @OptionGroup var step: CampaignStepOptions

    func run() async throws { try await step.take(WithdrawCampaign.self) }
}

/// The command `octopus campaigns pause`.
struct CampaignsPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stops a campaign until it is resumed; its end stays."
    )

    @OptionGroup var step: CampaignStepOptions

    func run() async throws { try await step.take(PauseCampaign.self) }
}

/// The command `octopus campaigns resume`.
struct CampaignsResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lets a campaign go on that was paused."
    )

    @OptionGroup var step: CampaignStepOptions

    func run() async throws { try await step.take(ResumeCampaign.self) }
}

/// The command `octopus campaigns finish`.
struct CampaignsFinishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish",
        abstract: "Ends a campaign for good, and gives back what it did not show."
    )

    @OptionGroup var step: CampaignStepOptions

    func run() async throws { try await step.take(FinishCampaign.self) }
}

/// The command `octopus campaigns extend`.
struct CampaignsExtendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend",
        abstract: "Gives an approved campaign more time, more impressions, or both."
    )

    @Argument(help: "The campaign's id or name.")
    var campaign: String

    @Option(
        name: .customLong("ends-at"),
        help: ArgumentHelp("When it ends now, as 2026-01-31T08:30:00Z.", valueName: "time")
    )
    var endMoment: String?

    @Option(help: ArgumentHelp("How many impressions it is for now in all.", valueName: "number"))
    var impressions: Int64?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard endMoment != nil || impressions != nil else {
            throw ValidationError("Say what it gets: --ends-at, --impressions, or both.")
        }
    }

    func run() async throws {
        let endsAt = try InstantText.given(endMoment, as: "--ends-at")
        let extended = try await connection.open().use { session in
            let found = try await NamedCampaign.find(campaign, session)
            return try await session.asUser(
                ExtendCampaign.self,
                .init(
                    campaignId: found.id,
                    version: found.version,
                    endsAt: endsAt,
                    impressions: impressions
                )
            )
        }
        try output.show(extended) { CampaignPrinter.print([$0]) }
    }
}

/// A campaign, and what is done with it.
struct CampaignStepOptions: ParsableArguments {
    @Argument(help: "The campaign's id or name.")
    var campaign: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func take<M: Method>(_ method: M.Type) async throws
    where M.Request == CampaignVersion, M.Reply == Campaign {
        let reply = try await connection.open().use { session in
            let found = try await NamedCampaign.find(campaign, session)
            return try await session.asUser(
                method,
                .init(campaignId: found.id, version: found.version)
            )
        }
        try output.show(reply) { CampaignPrinter.print([$0]) }
    }
}
