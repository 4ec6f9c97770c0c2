import OctopusLoyaltyContract
import OctopusServiceKit

extension CouponTerms {
    /// The same terms with the moments that their days mean.
    ///
    /// A day that an edit leaves as it was keeps its moment, though the tenant may have moved to another zone. A
    /// moment beside a day is taken if it is the one that the day means: so is sent back what was shown.
    ///
    /// - Parameters:
    ///   - timeZone: The tenant's.
    ///   - before: The coupon that they are for, if there is one.
    /// - Returns: The terms.
    /// - Throws: `invalid`.
    func dated(in timeZone: String, before: CouponRecord? = nil) throws(Refusal) -> CouponTerms {
        var fields = FieldRules()
        func moment(
            _ date: String?,
            _ path: String,
            _ at: Instant?,
            before: (date: String?, at: Instant?)?,
            start: Int64
        ) -> Instant? {
            guard let date else { return at }
            guard let day = fields.date(date, path) else { return nil }
            let meant =
                (before?.date == date ? before?.at : nil)
                ?? ExpiryCalendar.start(of: day + start, in: timeZone)
            fields.require(at == nil || at == meant, path, .exactlyOne)
            return meant
        }
        let from = moment(
            validFromDate,
            "terms.validFromDate",
            validFromAt,
            before: before.map { ($0.validFromDate, $0.validFrom) },
            start: 0
        )
        let to = moment(
            validToDate,
            "terms.validToDate",
            validToAt,
            before: before.map { ($0.validToDate, $0.validTo) },
            start: 1
        )
        try fields.check()
        return CouponTerms(
            title: title,
            description: description,
            terms: terms,
            price: price,
            validFromAt: from,
            validToAt: to,
            validFromDate: validFromDate,
            validToDate: validToDate,
            validDays: validDays,
            stock: stock,
            limitPerUser: limitPerUser,
            redeemableTimes: redeemableTimes,
            channelIds: channelIds,
            limitPerPeriod: limitPerPeriod
        )
    }
}
