public import Contract
public import GRDB
import struct FoundationEssentials.UUID

// How the contract's values lie in a database: an identifier as the 16 bytes that GRDB stores for
// a UUID, an instant as an integer.

extension DatabaseValueConvertible where Self: TypedID {
    public var databaseValue: DatabaseValue { uuid.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        UUID.fromDatabaseValue(value).map(Self.init)
    }
}

extension TenantID: DatabaseValueConvertible {}
extension PartnerID: DatabaseValueConvertible {}
extension UserID: DatabaseValueConvertible {}
extension EndUserID: DatabaseValueConvertible {}
extension SessionID: DatabaseValueConvertible {}
extension PrincipalID: DatabaseValueConvertible {}
extension PointTypeID: DatabaseValueConvertible {}
extension AwardID: DatabaseValueConvertible {}
extension CouponID: DatabaseValueConvertible {}
extension IssuedCouponID: DatabaseValueConvertible {}

extension Instant: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { milliseconds.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
        Int64.fromDatabaseValue(value).map(Instant.init(milliseconds:))
    }
}
