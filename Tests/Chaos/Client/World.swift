import OctopusClient
import FoundationEssentials

/// What the clients know when they begin.
struct World: Decodable, Sendable {
    struct Shop: Decodable, Sendable {
        let partner: PartnerID
        let email: String
        let password: String
        let stamp: PointTypeID
        let coupon: CouponID
        /// Where its end users can chat.
        let channel: ChannelID
    }

    struct User: Decodable, Sendable {
        let email: String
        let password: String
    }

    let map: String
    let keys: String
    /// The folder of mails.
    let mail: String
    let tenant: TenantID
    let shops: [Shop]
    /// The tenant's Account owner, who decides about requests.
    let owner: User
    let addOns: [AddOnID]
    /// The file whose appearance ends the choosing; what is open is then asked until it is answered.
    let finish: String

    init(file: String) throws {
        self = try JSONDecoder().decode(
            World.self,
            from: Data(contentsOf: URL(filePath: file))
        )
    }
}
