import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// What a partner decides about a point type.
protocol PointTypeFields {
    var name: String { get }
    var validity: Validity? { get }
    var expiryNoticeDays: Int64? { get }
    var expiryMessage: String? { get }
    var rate: PointRate? { get }
    var channelIds: [ChannelID]? { get }
}

extension CreatePointType.Request: PointTypeFields {}
extension EditPointType.Request: PointTypeFields {}

/// What a point type may be, beyond the limits that its messages declare.
enum PointTypeRules {
    static let largestCount = 100
    static let mostChannels = 20

    /// - Throws: Everything that is wrong, at once.
    static func check(_ point: some PointTypeFields) throws(Refusal) {
        var fields = FieldRules()
        if let validity = point.validity {
            let units = [validity.months != nil, validity.days != nil, validity.until != nil]
            fields.require(units.count { $0 } == 1, "validity", .oneUnit)
            fields.date(validity.until, "validity.until")
        }
        fields.require(
            (point.expiryNoticeDays == nil) == (point.expiryMessage == nil),
            "expiryMessage",
            .together,
            "A reminder needs both its days and its message."
        )
        if let message = point.expiryMessage {
            do throws(NoticeTemplate.Fault) {
                _ = try NoticeTemplate(message.trimmed)
            } catch {
                fields.refuse("expiryMessage", .form, error.words)
            }
        }
        if let days = point.expiryNoticeDays {
            fields.require(point.validity != nil, "expiryNoticeDays", .needsValidity)
            let shortest = point.validity.flatMap { $0.days ?? $0.months.map { $0 * 28 } }
            fields.require(days < shortest ?? .max, "expiryNoticeDays", .beforeExpiry)
        }
        let channels = point.channelIds ?? []
        fields.require(
            point.channelIds == nil || (1...mostChannels).contains(channels.count),
            "channelIds",
            .count,
            "There must be 1 to \(mostChannels), or none at all."
        )
        fields.require(Set(channels).count == channels.count, "channelIds", .once)
        try fields.check()
    }

    /// - Throws: `invalid` if one of the channels is not the partner's.
    static func checkChannels(
        of point: some PointTypeFields,
        at partner: PartnerID,
        in database: Database
    ) throws {
        var fields = FieldRules()
        for (place, channel) in (point.channelIds ?? []).enumerated() {
            fields.require(
                try ChannelRecord.known(channel, of: partner, in: database) != nil,
                "channelIds[\(place)]",
                .known
            )
        }
        try fields.check()
    }
}

extension String {
    /// As it is kept: line ends are `\n`, letters are composed, no blanks at both ends.
    var trimmed: String { LoyaltyLimits.message.read(self).text }
}
