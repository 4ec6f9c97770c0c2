import GRDB
import OctopusContract
import OctopusIdentityContract
import OctopusLoyaltyContract
package import OctopusServiceKit
package import OctopusStore

extension ServicePart {
    /// What rules are asked of: identity's end users with what they told, and what they last did, in tables of
    /// the service.
    ///
    /// The service has `people`, and a table `channel_followers` with the columns `channel` and `end_user` and a
    /// unique index of both.
    package static var segments: ServicePart {
        ServicePart(
            migrations: .segments,
            jobs: [JobDefinition(RetiredAttributes.job) { try RetiredAttributes.run(in: $0) }],
            followers: [
                .projection(
                    "segments",
                    of: "identity",
                    [
                        .on(AttributeChanged.self) { event, _, context in
                            try SegmentPeople.take(event, context)
                        },
                        .on(
                            EndUserChanged.self,
                            retention: .deleting(from: "segment_people")
                        ) { event, personal, context in
                            try SegmentPeople.take(event, personal, context)
                        },
                        .on(EndUserSeen.self, retention: unseen) { event, personal, context in
                            try SegmentActivities.take(event, personal, context)
                        },
                    ]
                ),
                .projection(
                    "segment-activities",
                    of: "loyalty",
                    [
                        .on(
                            EndUserActivityChanged.self,
                            retention: .deleting(from: "segment_activities")
                        ) { event, _, context in
                            try SegmentActivities.take(event, context)
                        }
                    ]
                ),
            ],
            personal: [
                PersonalPart(
                    "segment_people",
                    by: "id",
                    key: "id",
                    leavingOut: ["noise": "is a random number"]
                ),
                PersonalPart("segment_activities", by: "end_user", key: "partner"),
            ],
            impersonal: ["segment_attributes", "segment_secret", "segment_retired"],
            erasing: [Retention.Dependent("segment_activities", by: "end_user")]
        )
    }

    /// Of those whom a new snapshot tells nothing of.
    private static var unseen: Retention {
        Retention(table: "segment_people", assignments: "seen_on = NULL, seen_version = 0")
    }
}

extension MigrationSet {
    /// The tables of segments.
    package static let segments = MigrationSet(
        "segments",
        [
            Migration(name: "V001-segments", bytes: PackageResources.V001_segments_sql),
            Migration(name: "V002-activity", bytes: PackageResources.V002_activity_sql),
            Migration(name: "V003-noise", bytes: PackageResources.V003_noise_sql),
            Migration(name: "V004-retired", bytes: PackageResources.V004_retired_sql),
        ]
    )
}

/// Keeps the newest state of each end user, of whom an event tells the whole.
private enum SegmentPeople {
    static func take<Environment>(
        _ event: AttributeChanged,
        _ context: EventContext<Environment>
    ) throws {
        guard let tenant = context.tenant else { throw FollowingFault.withoutTenant }
        let database = context.database
        if let version = try RetiredAttributes.version(of: event.id, in: database) {
            // Identity, put back from a copy, may have it in use again.
            guard event.retiredAt == nil, event.version > version || context.replaces else {
                return
            }
            try database.run("DELETE FROM segment_retired WHERE id = ?", [event.id])
        }
        if let retiredAt = event.retiredAt {
            let isKnown = try database.exists(
                "SELECT 1 FROM segment_attributes WHERE id = ?",
                [event.id]
            )
            guard isKnown else {
                return try SegmentAttribute.noteRetired(
                    event.id,
                    of: tenant,
                    event.version,
                    retiredAt,
                    in: database
                )
            }
            try context.work.wake(RetiredAttributes.job)
        }
        let known = try SegmentAttribute.known(event.id, event.kind, of: tenant, in: database)
        guard var attribute = known else { return }
        guard event.version > attribute.version || context.replaces else { return }
        attribute.version = event.version
        (attribute.choices, attribute.retiredAt) = (event.choices, event.retiredAt)
        attribute.clearedTo = nil
        try attribute.storeChange(in: database)
    }

    static func take<Environment>(
        _ event: EndUserChanged,
        _ personal: EndUserChanged.Personal?,
        _ context: EventContext<Environment>
    ) throws {
        guard let tenant = context.tenant else { throw FollowingFault.withoutTenant }
        guard event.status != .erased else {
            try context.database.run("DELETE FROM segment_people WHERE id = ?", [event.id])
            return try context.work.eraseTraces(of: event.id.uuid)
        }
        var slots = [DatabaseValue](repeating: .null, count: SegmentAttribute.slots)
        for told in personal?.values ?? [] {
            guard let value = SegmentValue(told) else { continue }
            let attribute = try SegmentAttribute.known(
                told.attributeId,
                value.kind,
                of: tenant,
                in: context.database
            )
            // Of a retired one identity is removing what was told.
            if let attribute, attribute.retiredAt == nil {
                slots[attribute.slot] = value.databaseValue
            }
        }
        let consents = (event.consents ?? []).reduce(0) { $0 | $1.bit }
        let row: [DatabaseValue] =
            [
                tenant.databaseValue, event.id.databaseValue, event.version.databaseValue,
                (event.status == .active ? 1 : 0).databaseValue, consents.databaseValue,
            ] + slots + [(context.replaces ? 1 : 0).databaseValue]
        try context.database.run(upsert, StatementArguments(row))
    }

    private static let upsert: String = {
        let columns =
            ["version", "is_active", "consents"] + (0..<SegmentAttribute.slots).map { "s\($0)" }
        let names = columns.joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let updates = columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO segment_people (tenant, id, \(names), noise)
            VALUES (?, ?, \(marks), random() & 2147483647)
            ON CONFLICT (tenant, id) DO UPDATE SET \(updates)
            WHERE excluded.version > version OR ?
            """
    }()
}

extension SegmentValue {
    /// As it lies in its attribute's column.
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .text(let text), .day(let text), .choice(let text): text.databaseValue
        case .number(let number): number.databaseValue
        case .place(let place): place.packed.databaseValue
        }
    }
}
