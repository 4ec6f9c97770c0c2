/// How much each quota is; 0 bounds nothing.
struct QuotaSettings: Sendable {
    struct Bound: Sendable {
        /// The setting's key.
        let key: String
        let most: Int
    }

    let commandsOfProgram: Bound
    let commandsOfTenant: Bound
    let endUsersOfProgram: Bound
    let endUsersOfTenant: Bound
    let sessionsOfProgram: Bound
    let sessionsOfTenant: Bound
    let visitorsOfProgram: Bound
    let visitorsOfTenant: Bound
    let rowsOfProgram: Bound
    let rowsOfTenant: Bound

    init(_ settings: Settings) {
        func bound(_ key: String) -> Bound { Bound(key: key, most: settings.integer(key)) }
        commandsOfProgram = bound("quota.commands")
        commandsOfTenant = bound("quota.tenant-commands")
        endUsersOfProgram = bound("quota.end-users")
        endUsersOfTenant = bound("quota.tenant-end-users")
        sessionsOfProgram = bound("quota.sessions")
        sessionsOfTenant = bound("quota.tenant-sessions")
        visitorsOfProgram = bound("quota.visitors")
        visitorsOfTenant = bound("quota.tenant-visitors")
        rowsOfProgram = bound("quota.rows")
        rowsOfTenant = bound("quota.tenant-rows")
    }
}

extension Setting {
    static let quotas: [Setting] = [
        quota(
            "commands",
            10_000,
            "How many commands a tenant's program may give a second; the installation's are not bound."
        ),
        quota(
            "tenant-commands",
            20_000,
            "How many commands all programs of a tenant may give a second."
        ),
        quota(
            "end-users",
            6_000,
            "How many end users one program may register in a minute; a sixth of it at once."
        ),
        quota("tenant-end-users", 1_000_000, "How many end users a tenant may register in a day."),
        quota(
            "sessions",
            6_000,
            "How many sessions one program may begin in a minute; a sixth of it at once."
        ),
        quota("tenant-sessions", 5_000_000, "How many sessions a tenant may begin in a day."),
        quota(
            "visitors",
            600,
            "How many visits of people on websites one program may begin in a minute; a sixth at once."
        ),
        quota(
            "tenant-visitors",
            200_000,
            "How many visits of people on its websites a tenant may begin in a day."
        ),
        quota(
            "rows",
            50_000_000,
            "How many answers and events a tenant's program may leave in the database in a day."
        ),
        quota(
            "tenant-rows",
            100_000_000,
            "How many answers and events a tenant may leave in the database in a day."
        ),
    ]

    private static func quota(_ name: String, _ most: Int, _ help: String) -> Setting {
        Setting("quota.\(name)", .integer(default: most, 0...1_000_000_000_000), help + " 0: any.")
    }
}
