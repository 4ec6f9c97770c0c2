package import OctopusPartnersContract
package import OctopusServiceKit

/// What can be done with an add-on, and what becomes of it.
private let steps = Steps<OfferStatus>(
    .by(RetireAddOn.self, from: .available, to: .retired),
    .by(OfferAddOn.self, from: .retired, to: .available)
)

/// A method that takes one of the steps, and does nothing else.
package protocol AddOnStep: CommandHandler
where Request == AddOnVersion, Reply == AddOn, Environment == PartnersEnvironment {}

extension AddOnStep {
    package static func run(
        _ request: AddOnVersion,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> AddOn {
        try context.edit(
            AddOnRecord.self,
            request.addOnId,
            of: context.caller.requireTenant(),
            version: request.version
        ) { record in
            record.status = try steps.next(by: Self.self, from: record.status)
        }.addOn
    }
}

extension RetireAddOn: AddOnStep {}
extension OfferAddOn: AddOnStep {}
