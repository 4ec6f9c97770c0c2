import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit

/// A placement as it lies in the database.
struct PlacementRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "placements"
    static let ownerColumn = "tenant"
    static let taken = ["name_key": Refusal(.placementNameTaken)]
    typealias Owner = TenantID

    let id: PlacementID
    let tenant: TenantID
    let application: ApplicationID
    var version: Int64 = 1
    private var name: String
    private var nameKey: String
    private var sort: PlacementSort
    private(set) var formats: [AdFormat]
    private var width: Int64?
    private var height: Int64?
    private var lifeSeconds: Int64?
    private var showsAds: Bool
    private(set) var status = PlaceStatus.active
    private let createdAt: Instant

    init(
        _ terms: PlacementTerms,
        id: PlacementID,
        in application: ApplicationRecord,
        at now: Instant
    ) {
        (self.id, tenant, createdAt) = (id, application.tenant, now)
        self.application = application.id
        (name, nameKey, sort, formats, showsAds) = ("", "", terms.sort, terms.formats, false)
        take(terms)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ terms: PlacementTerms) {
        (name, nameKey) = (terms.name, Folding.key(terms.name))
        (sort, formats) = (terms.sort, terms.formats)
        (width, height) = (terms.size?.width, terms.size?.height)
        (lifeSeconds, showsAds) = (terms.lifeSeconds, terms.showsAds ?? false)
    }

    mutating func archive() { status = .archived }

    var scope: RecordScope { RecordScope(tenant: tenant) }

    var size: PlacementSize? {
        guard let width, let height else { return nil }
        return PlacementSize(width: width, height: height)
    }

    /// Whether ads are shown there, if they are in its application.
    var isOn: Bool { showsAds && status == .active }

    /// How long an ad that was chosen may still be shown.
    func life(in kind: ApplicationKind) -> Int64 {
        lifeSeconds ?? sort.standardLifeSeconds(in: kind)
    }

    var terms: PlacementTerms {
        PlacementTerms(
            name: name,
            sort: sort,
            formats: formats,
            size: size,
            lifeSeconds: lifeSeconds,
            showsAds: showsAds
        )
    }

    var placement: Placement {
        Placement(
            id: id,
            version: version,
            applicationId: application,
            terms: terms,
            status: status,
            createdAt: createdAt
        )
    }

    var state: PlacementChanged {
        PlacementChanged(
            id: id,
            version: version,
            applicationId: application,
            terms: terms,
            status: status
        )
    }
}

extension PlacementSort {
    /// What the implementation notes of OpenRTB 2.6 (7.2) advise.
    fileprivate func standardLifeSeconds(in kind: ApplicationKind) -> Int64 {
        switch self {
        case .banner: kind == .website ? 60 : 300
        case .native: 600
        case .interstitial: 1800
        }
    }
}
