import FoundationEssentials
import GRDB
import OctopusCBOR
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// What a stranger has typed to become a partner, with what they saw.
struct PartnershipForm: Message {
    let partnerName: String
    let ownerName: String
    let email: String
    let phone: String?
    let website: String?
    let description: String?
    let title: String
    let items: [RequestedItem]
    let terms: PackageTerms
    let impressions: Int64
    let raises: PackageLimits?
}

/// A form that waits for its link to be opened.
struct PartnershipFormRecord: StoredRecord {
    static let databaseTableName = "partnership_forms"
    static let lifeMilliseconds: Int64 = 72 * 3_600_000

    let id: UUID
    let tenant: TenantID
    private let hash: Data
    private let sealed: Data
    let expiresAt: Instant
    /// The request that it has become.
    var request: RequestID?

    init(
        _ form: PartnershipForm,
        _ secret: Secret,
        of tenant: TenantID,
        in context: CommandContext<PartnersEnvironment>
    ) throws {
        id = context.ids.uuid(at: context.now)
        self.tenant = tenant
        hash = secret.hash
        expiresAt = context.now.adding(milliseconds: Self.lifeMilliseconds)
        sealed = Data(
            try context.environment.sealer.seal(CBOREncoder().encode(form), for: Self.place(of: id))
        )
    }

    func form(_ sealer: Sealer) throws -> PartnershipForm {
        let bytes = try sealer.open(Array(sealed), at: Self.place(of: id))
        return try CBORDecoder().decode(PartnershipForm.self, from: bytes)
    }

    static func find(_ secret: String, of tenant: TenantID, in database: Database) throws -> Self? {
        try one(
            database,
            "SELECT * FROM partnership_forms WHERE hash = ? AND tenant = ?",
            [Secret.hash(of: secret), tenant]
        )
    }

    private static func place(of id: UUID) -> SealedPlace {
        SealedPlace(
            table: "partnership_forms",
            column: "sealed",
            row: withUnsafeBytes(of: id.uuid) { Array($0) }
        )
    }
}
