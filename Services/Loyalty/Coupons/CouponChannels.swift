import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// The channels that show a coupon.
enum CouponChannels {
    static let counts: ClosedRange<Int64> = 1...20
}

extension CommandContext<LoyaltyEnvironment> {
    /// A coupon is shown by channels of the partner's own, whether they are published yet or not.
    func checkChannels(_ channels: [ChannelID]?, of partner: PartnerID) throws {
        guard let channels else { return }
        let (path, counts) = ("terms.channelIds", CouponChannels.counts)
        guard counts.contains(Int64(channels.count)) else {
            let message = "It must be from \(counts.lowerBound) to \(counts.upperBound) channels."
            throw FieldRules.refusal(path, .count, message)
        }
        var fields = FieldRules()
        for (index, id) in channels.enumerated() {
            let channel = try ChannelRecord.known(id, of: partner, in: database)
            fields.require(channel != nil, "\(path)[\(index)]", .known)
            fields.require(!channels[..<index].contains(id), "\(path)[\(index)]", .once)
        }
        try fields.check()
    }

    /// Writes the rows by which a channel's coupons are found.
    func storeChannels(of coupon: CouponRecord) throws {
        try database.run("DELETE FROM coupon_channels WHERE coupon = ?", [coupon.id])
        for channel in coupon.channelIds ?? [] {
            try database.run(
                "INSERT INTO coupon_channels (coupon, channel) VALUES (?, ?)",
                [coupon.id, channel]
            )
        }
    }
}

extension CouponRecord {
    /// That a channel shows it: one that is published at this moment, of those that were chosen.
    static let isShown = """
        (channel_ids IS NULL OR EXISTS (
            SELECT 1 FROM coupon_channels CROSS JOIN channels ON channels.id = channel
            WHERE coupon_channels.coupon = coupons.id AND is_published = 1))
        """

    /// That a certain channel shows it.
    static let isShownInOne = """
        (channel_ids IS NULL OR EXISTS (SELECT 1 FROM coupon_channels
            WHERE coupon_channels.coupon = coupons.id AND channel = ?))
        """

    func isShown(in database: Database) throws -> Bool {
        guard channelIds != nil else { return true }
        return try database.exists(
            "SELECT 1 FROM coupons WHERE coupons.id = ? AND \(Self.isShown)",
            [id]
        )
    }
}
