package import OctopusFiles
import OctopusHelpdeskContract
package import OctopusMail
package import OctopusServiceKit

/// What helpdesk's methods share beside the database.
package struct HelpdeskEnvironment: SendsMail, KeepsFiles {
    package let outbox: Outbox
    package let files: FileShelf
    let typing = TypingBoard()

    package init(_ resources: ServiceResources) throws {
        outbox = try Outbox(resources)
        files = try FileShelf(resources, readableBy: ShownAttachments.rules)
    }

    /// A partner's users share no files with each other: they read those of what they may see.
    ///
    /// Who sends messages to many, or approves them, need not be a chat operator.
    package func space(of caller: Caller) throws -> FileSpace {
        let (partner, tenant) = (try caller.requirePartner(), try caller.requireTenant())
        if let person = caller.person, caller.seesBroadcasts || caller.isOfTenant {
            return .colleague(UserID(person.subject), at: partner, of: tenant)
        }
        return try .attachments(of: caller.participant(), at: partner, of: tenant)
    }
}
