import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension EndAddOn: CommandHandler {
    /// Nobody has to agree, and a suspended partner may, too: it is the partner that pays.
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> EndingAddOn {
        let partner = try context.caller.requirePartner()
        let tenant = try context.caller.requirePerson().tenant
        guard let zone = try TenantRecord.find(tenant, in: context.database)?.timeZone else {
            throw Refusal(.notFound)
        }
        let held = try HeldAddOn.demanded(request.addOnId, of: partner, in: context.database)
        let ends = held.filter { $0.untilAt == nil }.compactMap { one in
            one.end(ofPeriodAt: context.now, in: zone).map { (one, $0) }
        }
        guard let (addOn, end) = ends.min(by: { $0.1 < $1.1 }) else {
            throw Refusal(.wrongState, "All of them end already.")
        }
        try addOn.set(untilAt: end, in: context.database)
        try context.followEnds(of: addOn, .addOnEnding)
        if let limits = try PartnershipRecord.find(partner, in: context.database)?.limits {
            try Uses.demand(limits, of: partner, in: context.database)
        }
        try context.wake(AddOnEnds.job, at: end)
        return EndingAddOn(endsAt: end, balance: try addOn.balance(in: context.database))
    }
}

extension KeepAddOn: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> AddOnBalance {
        let partner = try context.caller.requirePartner()
        let held = try HeldAddOn.demanded(request.addOnId, of: partner, in: context.database)
        let ending = held.compactMap { one in one.untilAt.map { (one, $0) } }
        guard let (addOn, end) = ending.max(by: { $0.1 < $1.1 }), end > context.now else {
            throw Refusal(.wrongState, "None of them ends.")
        }
        try addOn.set(untilAt: nil, in: context.database)
        try context.followEnds(of: addOn, .addOnKept)
        return try addOn.balance(in: context.database)
    }
}

/// Takes add-ons away whose end has come; the balance, the limits and the activity are one transaction.
///
/// What is charged has ended with the command: an invoice does not wait for this.
enum AddOnEnds {
    static let job = "add-on-ends"
    private static let slice = 50

    static func run(in context: WorkContext<PartnersEnvironment>) throws -> JobResult {
        let due = try HeldAddOn.due(at: context.now, slice, in: context.database)
        let areDone = try context.each(due) { addOn in
            try addOn.release(in: context.database)
            try Balances.remove(addOn, in: context)
            try context.note(.addOnEnded, of: addOn.partner, title: addOn.name)
        }
        guard areDone, due.count < slice else { return .again }
        return try HeldAddOn.nextEnd(in: context.database).map { .dueAt($0) } ?? .idle
    }
}

extension HeldAddOn {
    /// What the partner has of an add-on; another's, or one that was paid once, is none.
    fileprivate static func demanded(
        _ addOn: AddOnID,
        of partner: PartnerID,
        in database: Database
    ) throws -> [HeldAddOn] {
        let held = try all(addOn, of: partner, in: database)
        guard !held.isEmpty else { throw Refusal(.notFound) }
        return held
    }

    fileprivate func balance(in database: Database) throws -> AddOnBalance {
        let balances = try Balances.addOns(of: partner, in: database)
        guard let balance = balances.first(where: { $0.addOnId == addOn }) else {
            throw Refusal(.notFound)
        }
        return balance
    }
}

extension CommandContext<PartnersEnvironment> {
    /// Tells what limits the partner is left with, and writes down what it did.
    fileprivate func followEnds(of addOn: HeldAddOn, _ activity: ActivityKind) throws {
        try note(activity, of: addOn.partner, title: addOn.name)
        guard var partnership = try PartnershipRecord.find(addOn.partner, in: database) else {
            return
        }
        let ending = try HeldAddOn.endingRaises(of: addOn.partner, in: database)
        guard partnership.ending != ending else { return }
        partnership.ending = ending
        try storeNext(of: partnership)
    }
}
