import GRDB
package import OctopusContract

/// The audit as a list: what a caller may see of it, and what of that is looked for.
enum AuditList {
    /// Lets a program of the installation see it by its own right only where it calls for nobody: what it may
    /// see is not what its persons may.
    static func demand(_ caller: Caller) throws(Refusal) {
        guard caller.person == nil || caller.may(.audit, .view) else { throw Refusal(.denied) }
    }

    static func query(
        _ filter: AuditFilter?,
        seenBy caller: Caller,
        _ direction: ListQuery.Direction
    ) throws(Refusal) -> ListQuery {
        try query(
            filter,
            tenant: caller.reach.tenant,
            partner: caller.reach.partner,
            direction
        )
    }

    static func query(
        _ filter: AuditFilter?,
        tenant: TenantID?,
        partner: PartnerID?,
        _ direction: ListQuery.Direction
    ) throws(Refusal) -> ListQuery {
        var list = ListQuery(
            "SELECT seq, entry FROM audit",
            by: "seq",
            direction: direction
        )
        // Along the index of what is rarest. Whose it is is no sieve: what is another's ends no page.
        let things: [(column: String, value: DatabaseValue)] = [
            ("about", filter?.about?.databaseValue), ("subject", filter?.subject?.databaseValue),
            ("actor", filter?.actor?.databaseValue),
        ].compactMap { column, value in value.map { (column, $0) } }
        if let rarest = things.first { list.filter(rarest.column, rarest.value) }
        for thing in things.dropFirst() { list.sift("\(thing.column) = ?", thing.value) }
        let index = things.isEmpty ? "" : "+"
        list.filter(index + "tenant", tenant)
        list.filter(index + "partner", partner)
        list.filter(index + "partner", filter?.partner)
        guard let filter else { return list }
        list.sift("at >= ?", filter.fromAt)
        list.sift("at < ?", filter.toAt)
        if let isRefused = filter.isRefused {
            list.sift(isRefused ? "refusal IS NOT NULL" : "refusal IS NULL")
        }
        try list.search(words, filter.search, path: "filter.search")
        return list
    }

    /// What is searched: words of programs and of the contract, which are ASCII.
    private static let words =
        "lower(method || ' ' || coalesce(refusal, '') || ' ' || program || ' ' || kinds)"
}

extension ListAudit: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<Void>
    ) throws -> Page<AuditEntry> {
        try AuditList.demand(context.caller)
        let list = try AuditList.query(request.filter, seenBy: context.caller, .descending)
        return try page(list, of: request, in: context) { row in
            try StoredEntry(row).told
        }
    }
}
