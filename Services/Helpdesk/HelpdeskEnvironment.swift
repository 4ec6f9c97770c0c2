package import OctopusFiles
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

    /// Operators share no files with each other: they read those of what they may see.
    package func space(of caller: Caller) throws -> FileSpace {
        try .attachments(
            of: caller.participant(),
            at: caller.requirePartner(),
            of: caller.requireTenant()
        )
    }
}
