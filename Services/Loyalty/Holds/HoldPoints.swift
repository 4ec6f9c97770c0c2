package import OctopusLoyaltyContract
package import OctopusServiceKit

extension HoldPoints: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let pointType = try PointTypeRecord.find(
            request.pointTypeId,
            of: partner.id,
            in: context.database
        )
        try EndUserRecord.active(request.endUserId, of: partner.tenant, in: context.database)
        let minutes = request.lifeMinutes ?? standardLifeMinutes
        let hold = HoldRecord(
            context.newID(),
            of: request.amount,
            Holding(partner: partner.id, endUser: request.endUserId, pointType: pointType.id),
            at: context.now,
            until: context.now.adding(.seconds(minutes * 60))
        )
        try hold.store(in: context.database)
        let balance = try context.take(hold, note: request.note?.trimmed)
        // Otherwise the points would stay away until the job looks again.
        try context.wake(ExpiredHolds.job, at: hold.expiresAt)
        try context.emit(
            PointsHeld(
                holdId: hold.id,
                endUserId: hold.endUser,
                pointTypeId: hold.pointType,
                amount: hold.amount,
                balance: balance,
                expiresAt: hold.expiresAt
            ),
            about: hold.id.uuid,
            of: partner
        )
        return Reply(holdId: hold.id, balance: balance, expiresAt: hold.expiresAt)
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Takes what is held, first-expiring points first.
    ///
    /// - Returns: What is left of these points.
    fileprivate func take(_ hold: HoldRecord, note: String?) throws -> Int64 {
        let book = try pointsBook()
        let portions = try book.portions(of: hold.holding, worth: hold.amount)
        for (number, portion) in portions.enumerated() {
            try book.move(
                portion,
                of: hold.holding,
                .hold,
                for: .hold(hold.id),
                note: number == 0 ? note : nil
            )
        }
        return try book.balance(of: hold.holding)
    }
}
