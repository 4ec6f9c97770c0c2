package import OctopusPartnersContract
package import OctopusServiceKit

extension EditMyAccount: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        var fields = FieldRules()
        let phone = request.phone.flatMap { fields.phone($0, "phone")?.text }
        let website = request.website.flatMap { fields.webAddress($0, "website")?.text }
        let description = fields.text(request.description, "description", PartnersLimits.reason)
        try fields.check()
        let record = try context.edit(
            StandingRecord.self,
            partner.id,
            of: partner.tenant,
            version: request.version
        ) { $0.take(phone: phone, website: website, description: description) }
        return Reply(
            version: record.version,
            phone: record.phone,
            website: record.website,
            description: record.description
        )
    }
}
