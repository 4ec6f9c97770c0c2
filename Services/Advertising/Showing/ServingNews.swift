import GRDB
import OctopusAdvertisingContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore

/// A transaction of advertising's, with what is served in memory.
protocol ServesAds: Emitting {
    var environment: AdvertisingEnvironment { get }
}

extension CommandContext: ServesAds where Environment == AdvertisingEnvironment {}
extension WorkContext: ServesAds where Environment == AdvertisingEnvironment {}

extension ServesAds {
    /// Tells memory what a campaign is, once that is on disk.
    func serve(_ campaign: CampaignRecord) throws {
        let (ads, now, id) = (environment.ads, now, campaign.id)
        let isLive = campaign.status == .running || campaign.status == .paused
        if isLive, let live = try LiveCampaign(campaign, in: database) {
            transaction.afterCommit { ads.put(live, at: now) }
        } else {
            transaction.afterCommit { ads.remove(id) }
        }
    }

    /// The same of all placements of an application.
    func serve(_ application: ApplicationRecord) throws {
        let (ads, now, tenant) = (environment.ads, now, application.tenant)
        if application.status == .active {
            let placements = try LivePlacement.all(in: application, database)
            transaction.afterCommit { ads.put(placements, at: now) }
        } else {
            let placements = try PlacementID.all(
                database,
                "SELECT id FROM placements WHERE application = ?",
                [application.id]
            )
            transaction.afterCommit { ads.remove(placements, of: tenant, at: now) }
        }
    }

    /// The same of a placement.
    func serve(_ placement: PlacementRecord) throws {
        let (ads, now) = (environment.ads, now)
        let application = try ApplicationRecord.find(
            placement.application,
            of: placement.tenant,
            in: database
        )
        if placement.status == .active {
            let live = try LivePlacement(placement, in: application, database)
            transaction.afterCommit { ads.put([live], at: now) }
        } else {
            let (id, tenant) = (placement.id, placement.tenant)
            transaction.afterCommit { ads.remove([id], of: tenant, at: now) }
        }
    }
}

/// Tells memory what others told: zones of tenants, rules of segments, end users.
enum ServingNews {
    static let job = "serving"

    /// Woken with each change of a tenant's or a segment's row.
    static func run(in context: WorkContext<AdvertisingEnvironment>) throws -> JobResult {
        let (ads, now, database) = (context.environment.ads, context.now, context.database)
        let tenants = try Row.all(database, "SELECT id, time_zone FROM tenants")
            .map { row -> (TenantID, String) in (row[0], row[1]) }
        let rules = try LiveRule.all(ads.segments, in: database)
        context.transaction.afterCommit {
            for (tenant, zone) in tenants { ads.become(zone, for: tenant, at: now) }
            ads.take(rules)
        }
        return .idle
    }

    /// It keeps nothing: a start knows nobody.
    static let follower = FollowerDefinition<AdvertisingEnvironment>.projection(
        "serving",
        of: "identity",
        [
            .on(EndUserChanged.self) { event, _, context in
                let ads = context.work.environment.ads
                let (id, tenant) = (event.id, context.tenant)
                let isErased = event.status == .erased
                context.work.transaction.afterCommit {
                    if isErased, let tenant {
                        ads.forget(id, of: tenant)
                    } else {
                        ads.lookAnew(at: id)
                    }
                }
            }
        ]
    )
}
