import OctopusClient

/// The registered programs.
enum Principals {
    static func all(_ session: Session) async throws -> [ListPrincipals.ListedPrincipal] {
        var principals: [ListPrincipals.ListedPrincipal] = []
        var after: PageCursor?
        repeat {
            let page = try await session.client.call(
                ListPrincipals.self,
                .init(after: after, limit: PageLimit.rows.upperBound)
            )
            principals += page.items
            after = page.next
        } while after != nil
        return principals
    }

    /// The id of a program that is named by it, or by the name of one that is not revoked.
    static func id(of program: String, _ session: Session) async throws -> PrincipalID {
        if let id = PrincipalID(program) { return id }
        let valid = try await all(session).filter { $0.revokedAt == nil }
        guard let found = valid.first(where: { $0.name == program }) else {
            throw Failure(
                .usage,
                "no program is called \(program)"
                    + Suggestion.sentence(for: program, among: valid.map(\.name)),
                advice: "See them: octopus keys list"
            )
        }
        return found.id
    }
}
