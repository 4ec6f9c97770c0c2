import OctopusClient

/// Finds the tenant that a command line means.
enum NamedTenant {
    /// A tenant by id or by its whole name.
    static func find(_ text: String, _ session: Session) async throws -> Tenant {
        let id = try await id(text, session)
        return try await session.client.call(GetTenant.self, .init(tenantId: id))
    }

    private static func id(_ text: String, _ session: Session) async throws -> TenantID {
        if let id = TenantID(text) { return id }
        let all: [ListTenants.ListedTenant] = try await session.asProgram(
            listing: ListTenants.self
        ) { .init(after: $0) }
        guard let found = all.first(where: { $0.name.lowercased() == text.lowercased() }) else {
            throw Failure(
                .refused,
                "no tenant is called \(text)"
                    + Suggestion.sentence(for: text, among: all.map(\.name)),
                advice: "See which there are: octopus tenants"
            )
        }
        return found.id
    }
}

/// Shows tenants.
enum TenantPrinter {
    static func sheet(of tenant: Tenant) -> Sheet {
        var sheet = Sheet()
        sheet.add("name", tenant.terms.name)
        sheet.add("id", tenant.id.description)
        sheet.add("language", tenant.terms.locale)
        sheet.add("zone", tenant.terms.timeZone)
        sheet.add("currency", tenant.terms.currency)
        sheet.add("links begin with", tenant.terms.linksBase ?? "the installation's base")
        sheet.add("mails are sent by", tenant.terms.senderName ?? tenant.terms.name)
        sheet.add("answers go to", tenant.terms.replyTo)
        return sheet
    }
}

extension Session {
    /// All rows of a list that the program may see without a person.
    func asProgram<M: Method, Row: Message>(
        listing method: M.Type,
        _ request: (PageCursor?) -> M.Request
    ) async throws -> [Row] where M.Reply == Page<Row> {
        var (rows, next): ([Row], PageCursor?) = ([], nil)
        repeat {
            let page = try await client.call(
                method,
                request(next),
                CallOptions(timeout: .seconds(30))
            )
            rows += page.items
            next = page.next
        } while next != nil
        return rows
    }
}
