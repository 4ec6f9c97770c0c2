public import ArgumentParser
public import OctopusClient

// Values of the contract on the command line.

extension ID: ExpressibleByArgument {
    /// An identifier in the usual text form.
    public init?(argument: String) { self.init(argument) }
}

extension Product: ExpressibleByArgument {}

extension PartnerStatus: ExpressibleByArgument {}

extension ChannelStatus: ExpressibleByArgument {}

extension PromoStatus: ExpressibleByArgument {}

extension SegmentStatus: ExpressibleByArgument {}

extension ConversationStatus: ExpressibleByArgument {}

extension PresenceState: ExpressibleByArgument {}

extension ChatAssignment: ExpressibleByArgument {}

extension AdStatus: ExpressibleByArgument {}

extension CampaignStatus: ExpressibleByArgument {}

extension ImpressionEntryKind: ExpressibleByArgument {}

extension AdFormat: ExpressibleByArgument {}

extension ApplicationKind: ExpressibleByArgument {}

extension PlaceStatus: ExpressibleByArgument {}

extension PlacementSort: ExpressibleByArgument {}
