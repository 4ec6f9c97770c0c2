import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension ListNotifications: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<AppNotification> {
        let (endUser, database) = (try context.caller.requireEndUser(), context.database)
        let readTo = try NotificationMarks.readTo(by: endUser, in: database)
        var list = ListQuery(of: NotificationRecord.self, by: "seq", direction: .descending)
        list.filter("end_user", endUser)
        return try page(list, of: request, in: context, as: NotificationRecord.self) { record in
            try record.notification(readTo: readTo, in: database)
        }
    }
}

extension CountNotifications: ReadHandler {
    package static func run(
        _ request: Empty,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> NotificationCount {
        NotificationCount(
            unread: try NotificationMarks.unread(
                by: context.caller.requireEndUser(),
                in: context.database
            )
        )
    }
}

extension MarkNotifications: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> NotificationCount {
        let (endUser, database) = (try context.caller.requireEndUser(), context.database)
        // Not beyond the last one: what comes later is not read.
        let last = try Int64.one(
            database,
            "SELECT seq FROM notifications WHERE end_user = ? ORDER BY seq DESC LIMIT 1",
            [endUser]
        )
        if let last {
            try database.run(
                """
                INSERT INTO notification_marks (end_user, read_to) VALUES (?, ?)
                ON CONFLICT (end_user) DO UPDATE SET read_to = max(read_to, excluded.read_to)
                """,
                [endUser, min(last, request.read)]
            )
        }
        return NotificationCount(
            unread: try NotificationMarks.unread(by: endUser, in: database)
        )
    }
}
