import FoundationEssentials
package import OctopusContract
import OctopusIdentityContract
import OctopusServiceKit

/// Who there is in every world.
package struct Cast: Sendable {
    package let mall: TenantID
    package let bank: TenantID
    /// The mall's.
    package let cafe: PartnerID
    package let bakery: PartnerID
    /// The bank's.
    package let broker: PartnerID
    /// The mall's.
    package let ana: EndUserID
    package let ben: EndUserID
    /// The bank's.
    package let cleo: EndUserID

    init(_ ids: some IDSource, at now: Instant) {
        mall = TenantID(ids.uuid(at: now))
        bank = TenantID(ids.uuid(at: now))
        cafe = PartnerID(ids.uuid(at: now))
        bakery = PartnerID(ids.uuid(at: now))
        broker = PartnerID(ids.uuid(at: now))
        ana = EndUserID(ids.uuid(at: now))
        ben = EndUserID(ids.uuid(at: now))
        cleo = EndUserID(ids.uuid(at: now))
    }

    /// An End-user ID; the same for the same end user.
    package static func code(of id: EndUserID) -> String {
        let number = id.uuid.uuid.15
        for candidate in 0..<40 {
            let code = EndUserCode(value: UInt64(number) * 1000 + UInt64(candidate))
            if let code { return code.canonical }
        }
        return ""
    }
}

extension World {
    package func code(of id: EndUserID) -> String { Cast.code(of: id) }

    package var mall: TenantID { cast.mall }
    package var bank: TenantID { cast.bank }
    package var cafe: PartnerID { cast.cafe }
    package var bakery: PartnerID { cast.bakery }
    package var broker: PartnerID { cast.broker }
    package var ana: EndUserID { cast.ana }
    package var ben: EndUserID { cast.ben }
    package var cleo: EndUserID { cast.cleo }
}
