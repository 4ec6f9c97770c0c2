package import OctopusContract
import OctopusIdentityContract
package import GRDB

/// What a service keeps of end users: each of its tables is told in the file of the person, or withheld for
/// a reason, or holds nobody.
///
///     personal: PersonalData(
///         [
///             PersonalPart("ledger", by: "end_user", key: "point_type", "seq"),
///             PersonalPart("lots", by: "ledger.end_user", key: "ledger.seq", from: "ledger JOIN lots …"),
///         ],
///         withheld: ["scans": "what a till scanned, for some minutes"],
///         impersonal: ["coupons", "point_types"]
///     )
///
/// The kit's own tables, those of people and partners and those of the service's parts stand beside them.
/// `PersonalSweep` of the tests finds a table that nobody decided about.
package struct PersonalData: Sendable {
    package typealias Knows =
        @Sendable (Database, _ endUser: EndUserID, _ tenant: TenantID) throws -> Bool

    /// What is told, in this order.
    package private(set) var parts: [PersonalPart]
    /// Tables that hold an end user's id and are not told, each with the reason.
    package private(set) var withheld: [String: String]
    /// Tables that hold nothing of end users.
    package private(set) var impersonal: Set<String>
    /// Whether that is an end user of the tenant who was not erased.
    private(set) var knows: Knows

    package init(
        _ parts: [PersonalPart] = [],
        withheld: [String: String] = [:],
        impersonal: Set<String> = [],
        knows: @escaping Knows = { _, _, _ in false }
    ) {
        self.parts = parts
        self.withheld = withheld
        self.impersonal = impersonal
        self.knows = knows
    }

    /// What a service declares, with what the kit and its forms keep.
    func with(
        _ others: [PersonalPart],
        impersonal more: Set<String>,
        people: Bool
    ) -> PersonalData {
        var all = self
        all.impersonal.formUnion(more)
        if people {
            all.parts.insert(PersonalPart("end_users", by: "id", key: "id"), at: 0)
            all.impersonal.formUnion(["tenants", "partners"])
            all.knows = { database, endUser, tenant in
                let found = try EndUserRecord.find(endUser, of: tenant, in: database)
                return found.map { $0.status != .erased } ?? false
            }
        }
        all.parts += others + Self.kit.parts
        all.withheld.merge(Self.kit.withheld) { own, _ in own }
        all.impersonal.formUnion(Self.kit.impersonal)
        return all
    }

    private static let kit = PersonalData(
        [
            PersonalPart("events", by: "subject", key: "seq", cbor: ["body", "personal"]),
            PersonalPart(
                "audit",
                by: "subject",
                key: "seq",
                cbor: ["entry"],
                leavingOut: ["code": "proves the chain"]
            ),
            // What others did to them; who that was is those others' own.
            PersonalPart(
                "audit",
                by: "about",
                key: "seq",
                leavingOut: [
                    "code": "proves the chain", "entry": "names others",
                    "subject": "names others", "actor": "names others",
                ]
            ),
        ],
        withheld: [
            "answers": "what a repeated command is answered, for a day; nothing personal is in it",
            "event_audience": "which events concern them; what those tell stands in the tables",
            "snapshot_subjects": "ids that a snapshot had, until it is whole",
            "parked": "what identity told and could not be kept; identity tells it",
            "security_sessions": "ids of sessions that ended, as long as tokens live",
            "audit_salts": "random numbers that hide what is personal in the audit",
            "deeds": "ids of what was acted on",
            "exports": "which lists the tenant's users had made into files, for a day",
        ],
        impersonal: [
            "migrations", "meta", "readers", "followers", "follower_kinds", "jobs",
            "security_keys", "security_principals", "security_rights", "security_proof",
            "quota_days", "failures", "export_chunks",
        ]
    )
}
