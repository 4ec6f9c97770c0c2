public import OctopusContract
public import GRDB
package import OctopusStore
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

// The same for the writer's own statements.

extension SQLValue where Self: TypedID {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        uuid.bindValue(to: statement, at: index)
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard let uuid = UUID(statement, column: column) else { return nil }
        self.init(uuid)
    }
}

extension TenantID: SQLValue {}
extension PartnerID: SQLValue {}
extension UserID: SQLValue {}
extension EndUserID: SQLValue {}
extension SessionID: SQLValue {}
extension PrincipalID: SQLValue {}
extension PointTypeID: SQLValue {}
extension AwardID: SQLValue {}
extension CouponID: SQLValue {}
extension IssuedCouponID: SQLValue {}

extension Instant: SQLValue {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        milliseconds.bindValue(to: statement, at: index)
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard let milliseconds = Int64(statement, column: column) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
