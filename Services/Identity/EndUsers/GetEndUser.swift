package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension GetEndUser: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        guard let endUser = try find(request, of: tenant, in: context.database) else {
            throw Refusal(.notFound)
        }
        return Reply(
            endUserId: endUser.id,
            version: endUser.version,
            code: try EndUserCode(endUser.code).description,
            status: endUser.status,
            name: endUser.name,
            email: endUser.email,
            phone: endUser.phone,
            createdAt: endUser.createdAt
        )
    }

    private static func find(
        _ request: Request,
        of tenant: TenantID,
        in database: Database
    ) throws -> EndUserRecord? {
        switch (request.endUserId, request.code, request.contact) {
        case (let id?, nil, nil):
            return try EndUserRecord.known(id, of: tenant, in: database)
        case (nil, nil, let text?):
            // Nobody has what is no contact.
            guard let contact = Contact(text) else { return nil }
            return try EndUserRecord.find(contact, of: tenant, in: database)
        case (nil, let text?, nil):
            do {
                return try EndUserRecord.find(EndUserCode(text), of: tenant, in: database)
            } catch let fault as EndUserCodeFault {
                throw Refusal.invalid(
                    Violation(path: "code", rule: fault.rule, message: fault.message)
                )
            }
        default:
            throw Refusal.invalid(
                Violation(
                    path: "endUserId",
                    rule: "exactlyOne",
                    message: "The id, the code or a contact is needed, and only one of them."
                )
            )
        }
    }
}
