package import OctopusPartnersContract
package import OctopusServiceKit

extension ListChannels: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Channel> {
        var list = ListQuery(of: ChannelRecord.self, by: "seq", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("status", request.status)
        try list.search("name_key", request.search)
        return try page(list, of: request, in: context, as: ChannelRecord.self) {
            try $0.channel(in: context.database)
        }
    }
}
