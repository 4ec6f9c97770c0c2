import OctopusClient

/// Shows users.
enum UserPrinter {
    /// One user, as a command left it.
    static func print(_ user: User, _ output: PrintOptions, _ session: Session) async throws {
        guard !output.json else { return try output.show(user) { _ in } }
        try await print([user], output, session)
    }

    /// Several, with the names of their roles.
    static func print(_ users: [User], _ output: PrintOptions, _ session: Session) async throws {
        guard !output.json else { return try output.show(users) { _ in } }
        let names = await RoleNames.all(session)
        var table = Table("ID", "NAME", "E-MAIL", "STATUS", "ROLE", "SECOND FACTOR", "CHAT")
        for user in users {
            table.add(
                user.id.description,
                user.name,
                user.email,
                status(of: user),
                role(of: user, names),
                user.hasSecondFactor ? "yes" : "no",
                user.chatOperator?.rawValue ?? ""
            )
        }
        table.print()
    }

    static func sheet(of user: User, _ names: [RoleID: String]) -> Sheet {
        var sheet = Sheet()
        sheet.add("name", user.name)
        sheet.add("e-mail", user.email)
        sheet.add("phone", user.phone)
        sheet.add("id", user.id.description)
        sheet.add("status", status(of: user))
        sheet.add("password until", user.passwordExpiresAt.flatMap(InstantText.text))
        sheet.add("role", role(of: user, names))
        sheet.add("second factor", user.hasSecondFactor ? "yes" : "no")
        sheet.add("chat operator", user.chatOperator?.rawValue)
        sheet.add("created", InstantText.text(of: user.createdAt))
        return sheet
    }

    private static func status(of user: User) -> String {
        user.passwordExpiresAt == nil ? user.status.rawValue : "temporary password"
    }

    private static func role(of user: User, _ names: [RoleID: String]) -> String {
        user.isOwner ? "Account owner" : user.roleId.map { names[$0] ?? $0.description } ?? ""
    }
}

/// What the roles of one's account are called.
enum RoleNames {
    /// All of them; none where one may not see roles, and their ids are shown then.
    static func all(_ session: Session) async -> [RoleID: String] {
        let roles: [Role]? = try? await session.asUser(listing: ListRoles.self) {
            .init(search: nil, after: $0)
        }
        return Dictionary((roles ?? []).map { ($0.id, $0.name) }) { first, _ in first }
    }
}
