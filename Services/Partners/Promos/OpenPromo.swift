import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension OpenPromo: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Empty {
        try context.open(request.promoId)
        return Empty()
    }
}

extension ClickPromo: CommandHandler {
    /// Who follows the link has opened the promo.
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Reply {
        let promo = try context.open(request.promoId)
        guard let target = promo.target else { throw Refusal(.notFound) }
        let isFirst = try context.database.run(
            """
            UPDATE promo_readers SET clicked_at = ?
            WHERE promo = ? AND end_user = ? AND clicked_at IS NULL
            """,
            [context.now, promo.seq, try context.caller.requireEndUser()]
        )
        if isFirst == 1 {
            try context.count(.promoClicks, .channelPromoClicks, "clicks", of: promo)
        }
        return Reply(target: target)
    }
}

extension CommandContext<PartnersEnvironment> {
    /// Counts a promo as opened by the caller, once.
    ///
    /// - Throws: `notFound` for one that does not concern them.
    @discardableResult
    fileprivate func open(_ id: PromoID) throws -> PromoRecord {
        let promo = try Feed(caller, at: now, in: database).opened(id, in: database)
        let isFirst = try database.run(
            "INSERT OR IGNORE INTO promo_readers (promo, end_user, opened_at) VALUES (?, ?, ?)",
            [promo.seq, try caller.requireEndUser(), now]
        )
        if isFirst == 1 { try count(.promoOpens, .channelPromoOpens, "opens", of: promo) }
        return promo
    }
}
