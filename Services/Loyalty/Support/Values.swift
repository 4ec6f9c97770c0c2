public import Contract
public import GRDB

// The contract's enumerations lie in the database under the names that they have on the wire.
extension PartnerStatus: DatabaseValueConvertible {}
extension EndUserStatus: DatabaseValueConvertible {}
extension PointTypeStatus: DatabaseValueConvertible {}
extension CouponStatus: DatabaseValueConvertible {}
extension IssuedCouponStatus: DatabaseValueConvertible {}
extension LedgerEntryKind: DatabaseValueConvertible {}
extension LedgerAccount: DatabaseValueConvertible {}
extension ActorKind: DatabaseValueConvertible {}
