import OctopusLoyaltyContract
import OctopusServiceKit

/// The present point types, for readers that begin without the log's past.
let pointTypeSnapshot = SnapshotDefinition.of(PointTypeChanged.self) { database, after, limit in
    try PointTypeRecord.page(after: after.map { PointTypeID($0) }, limit: limit, in: database)
        .map { record, tenant in
            SnapshotRow(
                subject: record.id.uuid,
                tenant: tenant,
                partner: record.partner,
                event: record.changed
            )
        }
}
