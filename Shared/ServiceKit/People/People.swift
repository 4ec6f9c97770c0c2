package import OctopusIdentityContract
package import OctopusStore

/// The tenants, partners and end users of identity, as every service knows them.
///
/// A service that needs them says so in its definition, and has the tables `tenants`, `partners` and
/// `end_users`, kept up to date and answered from by `TenantRecord`, `PartnerRecord` and
/// `EndUserRecord`:
///
///     ServiceDefinition(
///         name: "helpdesk",
///         people: People(erasing: [Retention.Dependent("notes", by: "end_user")]),
///         …
///     )
///
///     let partner = try context.activePartner()
///     try EndUserRecord.active(request.endUserId, of: partner.tenant, in: context.database)
///
/// A partner that identity no longer knows is suspended, an end user is erased.
package struct People: Sendable {
    /// The service's own tables in which words about an end user lie; erasing the person empties them.
    let dependents: [Retention.Dependent]
    /// The service's job that erases what no statement can.
    let erasureJob: String?
    /// The service's job that has work to do after a partner has changed.
    let partnersJob: String?
    /// The service's job that has work to do after a tenant has changed.
    let tenantsJob: String?

    package init(
        erasing dependents: [Retention.Dependent] = [],
        erasureWakes erasureJob: String? = nil,
        partnersWake partnersJob: String? = nil,
        tenantsWake tenantsJob: String? = nil
    ) {
        self.dependents = dependents
        (self.erasureJob, self.partnersJob) = (erasureJob, partnersJob)
        self.tenantsJob = tenantsJob
    }

    /// The same, with tables that parts of the service keep.
    func erasing(_ more: [Retention.Dependent]) -> People {
        People(
            erasing: dependents + more,
            erasureWakes: erasureJob,
            partnersWake: partnersJob,
            tenantsWake: tenantsJob
        )
    }

    func follower<Environment>() -> FollowerDefinition<Environment> {
        .projection(
            "identity",
            of: "identity",
            [
                .keep(
                    TenantChanged.self,
                    in: "tenants",
                    missing: .kept,
                    waking: tenantsJob,
                    ["time_zone": { $0.event.timeZone }, "currency": { $0.event.currency }]
                ),
                .keep(
                    PartnerChanged.self,
                    in: "partners",
                    missing: .becomes(["status": PartnerStatus.suspended.rawValue]),
                    waking: partnersJob,
                    [
                        "tenant": { try $0.tenant }, "name": { $0.event.name },
                        "status": { $0.event.status },
                    ]
                ),
                .keep(
                    EndUserChanged.self,
                    in: "end_users",
                    missing: .becomes(
                        ["status": EndUserStatus.erased.rawValue, "name": nil],
                        when: { $0.status == .erased },
                        // Digests of the person's fields can't be tried any more.
                        deleting: dependents
                            + [Retention.Dependent("audit_salts", by: "subject")],
                        isErasure: true,
                        waking: erasureJob
                    ),
                    [
                        "tenant": { try $0.tenant }, "code": { $0.event.code },
                        "status": { $0.event.status }, "name": { $0.personal?.name },
                    ]
                ),
            ]
        )
    }
}

extension MigrationSet {
    /// The tables of people and partners.
    package static let people = MigrationSet(
        "people",
        [Migration(name: "V001-people", bytes: PackageResources.V001_people_sql)]
    )
}

// The enumerations lie in the database under the names that they have on the wire.
extension PartnerStatus: SQLValue {}
extension EndUserStatus: SQLValue {}
