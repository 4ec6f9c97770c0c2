package import OctopusPartnersContract
import GRDB
import OctopusMail
import OctopusMesh
package import OctopusServiceKit

extension RequestPartnership: CommandHandler {
    /// Does the same whether anybody has the address or not, so that it tells nobody who has.
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        var fields = FieldRules()
        let email = fields.email(request.email, "email")
        let typed = Typed(request, &fields)
        try fields.check()
        guard let email else { throw FieldRules.refusal("email", .form) }
        let throttle = Throttle.partnerships(email, in: tenant, context.caller)
        try throttle.check(in: context.database, at: context.now)
        let form = try typed.form(email, request, of: tenant, in: context.database)
        try throttle.count(in: context.database, at: context.now)
        let secret = Secret.drawn(in: context)
        let record = try PartnershipFormRecord(form, secret, of: tenant, in: context)
        try record.store(in: context.database)
        try context.send(
            PartnershipMail.confirmation(
                of: form,
                to: email,
                secret,
                about: record.id,
                of: tenant,
                until: record.expiresAt,
                in: context
            )
        )
        return Reply(expiresAt: record.expiresAt)
    }
}

/// The texts of a form, normalised.
private struct Typed {
    let partnerName: String
    let ownerName: String
    let phone: String?
    let website: String?
    let description: String?

    init(_ request: RequestPartnership.Request, _ fields: inout FieldRules) {
        partnerName = fields.text(request.partnerName, "partnerName", PartnersLimits.name)
        ownerName = fields.text(request.ownerName, "ownerName", PartnersLimits.name)
        phone = request.phone.flatMap { fields.phone($0, "phone")?.text }
        website = request.website.flatMap { fields.webAddress($0, "website")?.text }
        description = fields.text(request.description, "description", PartnersLimits.reason)
        fields.require(
            request.addOnIds.count <= PartnersLimits.addOns.upperBound,
            "addOnIds",
            .count,
            "It must be at most \(PartnersLimits.addOns.upperBound) add-ons."
        )
    }

    /// The form with what it asks for as it is offered now.
    func form(
        _ email: EmailAddress,
        _ request: RequestPartnership.Request,
        of tenant: TenantID,
        in database: Database
    ) throws -> PartnershipForm {
        let package = try PackageRecord.find(request.packageId, of: tenant, in: database)
        let addOns = try request.addOnIds.map { id in
            try AddOnRecord.find(id, of: tenant, in: database)
        }
        guard package.status == .available, addOns.allSatisfy({ $0.status == .available }) else {
            throw Refusal(.offerRetired)
        }
        return PartnershipForm(
            partnerName: partnerName,
            ownerName: ownerName,
            email: email.text,
            phone: phone,
            website: website,
            description: description,
            title: ([package.name] + addOns.map(\.name)).joined(separator: ", "),
            items: [package.item] + addOns.map(\.item),
            terms: package.terms,
            impressions: addOns.map(\.impressions).reduce(0, +),
            raises: addOns.raises
        )
    }
}

extension ThrottlePolicy {
    /// Forms for one address, each of which is a mail.
    fileprivate static let partnerships = ThrottlePolicy(
        "partnership",
        free: 3,
        delays: .seconds(30) ... .seconds(15 * 60),
        forgettingOneEach: .seconds(600)
    )
    /// Forms from one address of the network.
    fileprivate static let partnershipAddress = ThrottlePolicy(
        "partnershipAddress",
        free: 20,
        delays: .seconds(1) ... .seconds(60),
        forgettingOneEach: .seconds(60)
    )
    /// Forms through one program.
    fileprivate static let partnershipSource = ThrottlePolicy(
        "partnershipSource",
        free: 500,
        forgettingOneEach: .seconds(1)
    )
}

extension Throttle {
    /// Forms that anybody can send.
    fileprivate static func partnerships(
        _ email: EmailAddress,
        in tenant: TenantID,
        _ caller: Caller
    ) -> Throttle {
        Throttle(
            ThrottleKey(.partnerships, tenant.description, email.text),
            lasting: caller.place.source.map { [ThrottleKey(.partnershipAddress, $0)] } ?? [],
            crowd: ThrottleKey(.partnershipSource, caller.principal.name)
        )
    }
}
