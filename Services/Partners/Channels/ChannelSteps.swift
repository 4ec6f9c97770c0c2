package import OctopusPartnersContract
package import OctopusServiceKit

/// What can be done with a channel, and what becomes of it.
private let steps = Steps<ChannelStatus>(
    .by(PublishChannel.self, from: .draft, .unpublished, to: .published),
    .by(UnpublishChannel.self, from: .published, to: .unpublished),
    .by(ArchiveChannel.self, from: .draft, .published, .unpublished, to: .archived)
)

/// A method that takes one of the steps, and does nothing else.
package protocol ChannelStep: CommandHandler
where Request == ChannelVersion, Reply == Channel, Environment == PartnersEnvironment {}

extension ChannelStep {
    package static func run(
        _ request: ChannelVersion,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Channel {
        let record = try context.edit(
            ChannelRecord.self,
            request.channelId,
            of: context.activePartner().id,
            version: request.version
        ) { record in
            record.status = try steps.next(by: Self.self, from: record.status)
            if record.status == .archived { record.giveUpPicture() }
        }
        if record.status == .archived { try context.wake(EndedChannels.job) }
        try context.claimPicture(of: record)
        return try record.channel(in: context.database)
    }
}

extension PublishChannel: ChannelStep {}
extension UnpublishChannel: ChannelStep {}
extension ArchiveChannel: ChannelStep {}
