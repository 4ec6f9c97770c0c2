package import OctopusPartnersContract
package import OctopusServiceKit

extension ListPublishedChannels: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<ChannelPage> {
        let endUser = try context.caller.requireEndUser()
        var list = ListQuery(of: ChannelRecord.self, by: "seq", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.where(ChannelRecord.isShown)
        try list.search("name_key", request.search)
        return try page(list, of: request, in: context, as: ChannelRecord.self) {
            try $0.page(for: endUser, in: context.database)
        }
    }
}

extension GetChannel: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> ChannelPage {
        try ChannelRecord.shown(
            request.channelId,
            of: context.caller.requireTenant(),
            in: context.database
        ).page(for: context.caller.requireEndUser(), in: context.database)
    }
}
