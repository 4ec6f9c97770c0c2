import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension UseDisplayedCode: CommandHandler {
    /// The use and what it brings about are one transaction: what is refused has used up nothing.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let endUser = try context.caller.requireEndUser()
        try EndUserRecord.active(endUser, of: partner.tenant, in: context.database)
        let display = try context.display(named: request.text, at: partner)
        let use = try context.use(display, by: endUser)
        let (given, redemption) = try context.bringAbout(display, for: endUser, of: partner)
        try context.emit(
            DisplayedCodeUsed(
                displayId: display.id,
                offer: display.offer,
                endUserId: endUser,
                use: use
            ),
            about: display.id.uuid,
            of: partner
        )
        return Reply(
            displayId: display.id,
            offer: display.offer,
            title: display.title,
            partnerName: partner.name,
            given: given,
            redemption: redemption
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// What a screen of the partner's shows, if it does so now.
    ///
    /// - Throws: `codeRefused`, `codeExpired`.
    fileprivate func display(named text: String, at partner: PartnerRecord) throws -> DisplayRecord
    {
        let signed = try genuine(text, of: partner.tenant)
        guard signed.purpose == .display,
            let display = try DisplayRecord.known(
                DisplayID(signed.subject),
                of: partner.id,
                in: database
            )
        else { throw Refusal(.codeRefused) }
        guard now < display.expiresAt else {
            throw Refusal(.codeExpired, "It is displayed no longer.")
        }
        return display
    }

    /// Counts a use: one conditional statement decides between all who try, another that each does once.
    ///
    /// - Returns: Its number.
    /// - Throws: `codeUsed`.
    fileprivate func use(_ display: DisplayRecord, by endUser: EndUserID) throws -> Int64 {
        let use = try Int64.one(
            database,
            """
            UPDATE displays SET uses = uses + 1 WHERE id = ? AND uses < uses_allowed
            RETURNING uses
            """,
            [display.id]
        )
        guard let use else { throw Refusal(.codeUsed, "All of its uses are taken.") }
        let isFirst = try database.run(
            """
            INSERT INTO display_uses (display, use, end_user, at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [display.id, use, endUser, now]
        )
        guard isFirst == 1 else { throw Refusal(.codeUsed, "Each end user can use it once.") }
        return use
    }

    /// What the code is for, in the name of the operator who displays it.
    fileprivate func bringAbout(
        _ display: DisplayRecord,
        for endUser: EndUserID,
        of partner: PartnerRecord
    ) throws -> (given: Given?, redemption: Redemption?) {
        let acting = display.acting
        switch display.offer {
        case .follow(let channel):
            try askToFollow(channel, endUser, of: partner)
            return (nil, nil)
        case .points(let pointType, let amount):
            return (try givePoints(amount, of: pointType, to: endUser, by: display), nil)
        case .coupon(let coupon):
            return (try give(coupon, to: endUser, of: partner, by: acting), nil)
        case .redeem(let coupon):
            let held = try HeldCoupon.first(of: coupon, heldBy: endUser, at: now, in: database)
            guard let held,
                let redemption = try redeem(held, by: .display, of: partner, for: acting)
            else { throw Refusal(.couponUnavailable) }
            return (nil, redemption)
        }
    }

    /// An end user is not told the partner's limits, nor what is left of them.
    private func givePoints(
        _ amount: Int64,
        of pointType: PointTypeID,
        to endUser: EndUserID,
        by display: DisplayRecord
    ) throws -> Given {
        do {
            return try give(amount, of: pointType, to: endUser, by: display.displayer)
        } catch let refusal as Refusal where Reason.ofLimits.contains(refusal.reason) {
            throw Refusal(refusal.reason)
        }
    }

    /// Partners, whose channels these are, has them follow.
    private func askToFollow(
        _ id: ChannelID,
        _ endUser: EndUserID,
        of partner: PartnerRecord
    ) throws {
        let channel = try ChannelRecord.known(id, of: partner.id, in: database)
        guard let channel, channel.isPublished else { throw Refusal(.codeRefused) }
        let follow: FollowID = newID()
        try emit(
            ChannelFollowAsked(followId: follow, channelId: channel.id, endUserId: endUser),
            about: follow.uuid,
            of: partner
        )
    }
}

extension Reason {
    /// What says in numbers how much a partner may give.
    fileprivate static let ofLimits: [Reason] = [.issuanceLimit, .approvalNeeded]
}
