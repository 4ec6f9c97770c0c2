import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit

/// An application as it lies in the database.
struct ApplicationRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "applications"
    static let ownerColumn = "tenant"
    static let taken = ["name_key": Refusal(.applicationNameTaken)]
    typealias Owner = TenantID

    let id: ApplicationID
    let tenant: TenantID
    var version: Int64 = 1
    private var name: String
    private var nameKey: String
    private(set) var kind: ApplicationKind
    private var showsAds: Bool
    private(set) var status = PlaceStatus.active
    private let createdAt: Instant

    init(_ terms: ApplicationTerms, id: ApplicationID, of tenant: TenantID, at now: Instant) {
        (self.id, self.tenant, createdAt) = (id, tenant, now)
        (name, nameKey, kind, showsAds) = ("", "", terms.kind, false)
        take(terms)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ terms: ApplicationTerms) {
        (name, nameKey) = (terms.name, Folding.key(terms.name))
        (kind, showsAds) = (terms.kind, terms.showsAds ?? false)
    }

    mutating func archive() { status = .archived }

    var scope: RecordScope { RecordScope(tenant: tenant) }

    /// Whether ads are shown in it.
    var isOn: Bool { showsAds && status == .active }

    var terms: ApplicationTerms {
        ApplicationTerms(name: name, kind: kind, showsAds: showsAds)
    }

    var application: Application {
        Application(id: id, version: version, terms: terms, status: status, createdAt: createdAt)
    }

    var state: ApplicationChanged {
        ApplicationChanged(id: id, version: version, terms: terms, status: status)
    }
}
