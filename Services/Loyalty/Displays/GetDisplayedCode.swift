import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit
import OctopusStore

extension GetDisplayedCode: WaitingReadHandler {
    package static func run(
        _ request: Request,
        in context: WaitingContext<LoyaltyEnvironment>
    ) async throws -> Reply {
        let topics = NewsTopics(
            [DisplayedCodeUsed.self],
            of: try context.caller.requirePartner(),
            about: [request.displayId.uuid]
        )
        // Where the log stands is asked first, so that nothing comes between the two.
        let now = try await context.news(of: Self.self, topics, after: nil, waitMs: 0)
        let present = try await context.shown(request)
        guard let wait = request.waitMs, present.uses.isEmpty, present.code != nil else {
            return present
        }
        _ = try await context.news(of: Self.self, topics, after: now.next, waitMs: wait)
        return try await context.shown(request)
    }
}

extension WaitingContext<LoyaltyEnvironment> {
    /// The display as it is now, with a code that is as good as new.
    fileprivate func shown(
        _ request: GetDisplayedCode.Request
    ) async throws -> GetDisplayedCode.Reply {
        let tenant = try caller.requireTenant()
        let now = environment.clock.now
        return try await store.read { database in
            let display = try DisplayRecord.own(request.displayId, of: caller, in: database)
            let code =
                try display.isUsable(at: now)
                ? environment.makeCode(
                    .display,
                    display.id.uuid,
                    of: tenant,
                    displayedBy: display.partner,
                    until: display.expiresAt,
                    at: now,
                    in: database
                ) : nil
            return GetDisplayedCode.Reply(
                display: display.displayed,
                code: code,
                uses: try display.used(after: request.after ?? 0, in: database)
            )
        }
    }
}
