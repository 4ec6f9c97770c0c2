public import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusStore

// The contract's enumerations lie in the database under the names that they have on the wire.
extension OfferStatus: DatabaseValueConvertible {}
extension RequestStatus: DatabaseValueConvertible {}
extension ImpressionEntryKind: DatabaseValueConvertible {}
extension ImpressionAccount: DatabaseValueConvertible {}
extension AdStatus: DatabaseValueConvertible {}
extension AdFormat: DatabaseValueConvertible {}
extension CampaignStatus: DatabaseValueConvertible {}
extension ApplicationKind: DatabaseValueConvertible {}
extension PlaceStatus: DatabaseValueConvertible {}

// The same for the writer's own statements.
extension ImpressionEntryKind: SQLValue {}
extension ImpressionAccount: SQLValue {}
