import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

extension PartnerID {
    /// Another tenant's partner looks as if it did not exist.
    func demand(of tenant: TenantID, in database: Database) throws {
        guard try PartnerRecord.tenant(of: self, in: database) == tenant else {
            throw Refusal(.notFound)
        }
    }
}
