package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension CreateAttribute: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> ProfileAttribute {
        let tenant = try context.caller.requireTenant()
        let fields = try AttributeFields(request.name, request.choices, of: request.kind)
        let inUse = try AttributeRecord.inUse(of: tenant, in: context.database)
        guard inUse.count < ProfileLimits.attributes else { throw Refusal(.tooManyAttributes) }
        return try context.create(
            AttributeRecord(
                fields,
                request.kind,
                id: context.newID(),
                of: tenant,
                at: context.now
            )
        ).attribute
    }
}

extension EditAttribute: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> ProfileAttribute {
        try context.edit(
            AttributeRecord.self,
            request.attributeId,
            of: context.caller.requireTenant(),
            version: request.version
        ) { attribute in
            try attribute.demandInUse()
            attribute.take(try AttributeFields(request.name, request.choices, of: attribute.kind))
        }.attribute
    }
}

extension RetireAttribute: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> ProfileAttribute {
        let attribute = try context.edit(
            AttributeRecord.self,
            request.attributeId,
            of: context.caller.requireTenant(),
            version: request.version
        ) { attribute in
            try attribute.demandInUse()
            attribute.retiredAt = context.now
        }
        try context.database.run(
            "INSERT INTO attribute_sweeps (attribute_id, swept_to) VALUES (?, zeroblob(16))",
            [attribute.id]
        )
        try context.wake(RetiredAttributes.job)
        return attribute.attribute
    }
}

extension ListAttributes: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Page<ProfileAttribute> {
        var list = ListQuery(of: AttributeRecord.self, by: "id")
        list.filter("tenant_id", try context.caller.requireTenant())
        if request.showsRetired != true || context.caller.person?.endUserID != nil {
            list.where("retired_at IS NULL")
        }
        return try page(list, of: request, in: context, as: AttributeRecord.self, \.attribute)
    }
}
