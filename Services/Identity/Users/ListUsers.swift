package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension ListUsers: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Page<User> {
        let account = try context.caller.account()
        var list = ListQuery(of: UserRecord.self, by: "search_key", "id")
        list.filter("tenant_id", account.tenant)
        if let partner = account.partner {
            list.filter("partner_id", partner)
        } else {
            list.where("partner_id IS NULL")
        }
        list.filter("status", request.status?.rawValue)
        try list.search("search_key", request.search)
        return try page(list, of: request, in: context, as: UserRecord.self, \.user)
    }
}

extension GetUser: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> User {
        try UserRecord.find(
            request.userId,
            of: context.caller.account(),
            in: context.database
        ).user
    }
}
