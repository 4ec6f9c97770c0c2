public import GRDB
import OctopusPartnersContract

// The contract's enumerations lie in the database under the names that they have on the wire.
extension OfferStatus: DatabaseValueConvertible {}
extension BillingPeriod: DatabaseValueConvertible {}
extension ChannelStatus: DatabaseValueConvertible {}
extension PromoStatus: DatabaseValueConvertible {}
extension PromoReach: DatabaseValueConvertible {}
extension RequestKind: DatabaseValueConvertible {}
extension RequestDesk: DatabaseValueConvertible {}
extension RequestStatus: DatabaseValueConvertible {}
extension RequestDecision: DatabaseValueConvertible {}
extension SegmentStatus: DatabaseValueConvertible {}
extension ActivityKind: DatabaseValueConvertible {}
extension InvoiceKind: DatabaseValueConvertible {}
extension InvoiceLineKind: DatabaseValueConvertible {}
