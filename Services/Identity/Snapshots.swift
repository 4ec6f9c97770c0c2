import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit

/// The present states of everything that identity tells of, for followers that begin late.
enum Snapshots {
    static let all: [SnapshotDefinition] = [
        .of(TenantChanged.self) { database, after, limit in
            try TenantRecord.page(after: after.map(TenantID.init), limit: limit, in: database)
                .map { SnapshotRow(subject: $0.id.uuid, tenant: $0.id, event: $0.changed) }
        },
        .of(PartnerChanged.self) { database, after, limit in
            try page(of: PartnerRecord.self, "true", after, limit, database).map {
                SnapshotRow(
                    subject: $0.id.uuid,
                    tenant: $0.tenantId,
                    partner: $0.id,
                    event: $0.changed
                )
            }
        },
        .of(EndUserChanged.self) { database, after, limit in
            try page(of: EndUserRecord.self, "true", after, limit, database).map {
                SnapshotRow(
                    subject: $0.id.uuid,
                    tenant: $0.tenantId,
                    event: $0.changed,
                    personal: EndUserChanged.Personal(name: $0.name)
                )
            }
        },
        .of(PrincipalChanged.self) { database, after, limit in
            try PrincipalRecord.page(
                after: after.map(PrincipalID.init),
                limit: limit,
                in: database
            ).map { SnapshotRow(subject: $0.id.uuid, tenant: $0.tenantId, event: $0.changed) }
        },
        .of(SigningKeyChanged.self) { database, after, limit in
            try page(of: SigningKeyRecord.self, "retired_at IS NULL", after, limit, database)
                .map { SnapshotRow(subject: $0.id, tenant: nil, event: $0.changed) }
        },
        // Only those whose tokens can still be alive are in the table.
        .of(SessionEnded.self) { database, after, limit in
            try page(of: SessionRecord.self, "ended_at IS NOT NULL", after, limit, database)
                .compactMap { session in
                    session.ended.map {
                        SnapshotRow(
                            subject: session.id.uuid,
                            tenant: session.tenantId,
                            partner: session.partnerId,
                            event: $0
                        )
                    }
                }
        },
    ]

    private static func page<R: StoredRecord>(
        of record: R.Type,
        _ condition: String,
        _ after: UUID?,
        _ limit: Int,
        _ database: Database
    ) throws -> [R] {
        try R.all(
            database,
            """
            SELECT * FROM \(R.databaseTableName)
            WHERE \(condition) AND id > ifnull(?, x'') ORDER BY id LIMIT ?
            """,
            [after, limit]
        )
    }
}
