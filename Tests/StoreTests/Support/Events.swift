import Foundation
import GRDB

@testable import OctopusStore

extension NewEvent {
    static func about(
        _ subject: UUID,
        kind: String = "test.v1/Noted",
        tenant: UUID? = nil,
        partner: UUID? = nil,
        body: [UInt8] = [1],
        personal: [UInt8]? = nil,
        audience: [UUID] = []
    ) -> NewEvent {
        NewEvent(
            kind: kind,
            isSecurity: false,
            tenant: tenant,
            partner: partner,
            subject: subject,
            trace: nil,
            body: body,
            personal: personal,
            audience: audience
        )
    }
}

extension Follower {
    /// An effects follower that writes down the `seq` of each event.
    static func noting(
        in store: Store,
        from log: Store,
        kinds: [String] = ["test.v1/Noted"],
        kind: FollowerKind = .effects,
        limit: Int = 256
    ) -> Follower {
        var configuration = FollowerConfiguration(
            name: "noting",
            source: "test",
            kind: kind,
            handlers: kinds.map { kind in
                FollowerHandler(kind: kind) { event, transaction in
                    try transaction.note("\(event.seq)")
                }
            }
        )
        configuration.waitMilliseconds = 0
        configuration.batchLimit = limit
        return Follower(
            configuration,
            store: store,
            source: LocalEventSource(log),
            logger: quiet
        )
    }
}
