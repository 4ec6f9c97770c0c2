import OctopusLoyaltyContract
public import GRDB
import OctopusStore

// The contract's enumerations lie in the database under the names that they have on the wire.
extension PointTypeStatus: DatabaseValueConvertible {}
extension CouponStatus: DatabaseValueConvertible {}
extension CouponPeriod: DatabaseValueConvertible {}
extension IssuedCouponStatus: DatabaseValueConvertible {}
extension HoldStatus: DatabaseValueConvertible {}
extension LedgerEntryKind: DatabaseValueConvertible {}
extension LedgerAccount: DatabaseValueConvertible {}
extension AwardRequestStatus: DatabaseValueConvertible {}
extension AwardReason: DatabaseValueConvertible {}
extension IssuanceScope: DatabaseValueConvertible {}

// The same for the writer's own statements.
extension PointTypeStatus: SQLValue {}
extension LedgerEntryKind: SQLValue {}
extension LedgerAccount: SQLValue {}
