import GRDB
import OctopusCBOR
package import OctopusPartnersContract
package import OctopusServiceKit

extension ListDecidedRequests: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<DecidedRequest> {
        let list = try History.list(
            request.desk,
            search: request.search,
            of: context.caller.requireTenant(),
            .descending
        )
        return try page(list, of: request, in: context, as: DecisionRecord.self, \.decided)
    }
}

extension ExportDecidedRequests: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> BegunExport {
        try context.beginExport(
            .decisions,
            of: HistoryExport(tenant: context.caller.requireTenant(), request: request)
        )
    }
}

/// What a file of the history has: the tenant is the routing key's, whatever else the caller reaches.
struct HistoryExport: Message {
    let tenant: TenantID
    let request: ExportDecidedRequests.Request
}

/// The tenant's history of one desk.
private enum History {
    static func list(
        _ desk: RequestDesk,
        search: String?,
        of tenant: TenantID,
        _ direction: ListQuery.Direction
    ) throws -> ListQuery {
        var list = ListQuery(of: DecisionRecord.self, by: "seq", direction: direction)
        list.filter("tenant", tenant)
        list.filter("desk", desk)
        try list.search("name_key", search)
        return list
    }
}

extension ExportDefinition {
    /// The history of a desk as a file: a decision a line.
    static let decisions = ExportDefinition(
        "decisions",
        titles: [
            "title", "partner", "price (minor units)", "currency", "items", "decision",
            "date (UTC)", "type", "reason",
        ],
        upTo: { try Int64.one($0, "SELECT max(seq) FROM decisions") },
        list: { source in
            let asked = try CBORDecoder().decode(HistoryExport.self, from: source.request)
            return try History.list(
                asked.request.desk,
                search: asked.request.search,
                of: asked.tenant,
                .ascending
            )
        },
        row: { row in
            let decided = try DecisionRecord(row: row).decided
            let prices = decided.items.map(\.price)
            return [
                .text(decided.title), .text(decided.partnerName),
                // A number, so that a spreadsheet adds up; the items tell what it consists of.
                prices.isEmpty ? .nothing : .number(prices.map(\.minorUnits).reduce(0, +)),
                .text(prices.first?.currency),
                .text(decided.items.map(priced).joined(separator: "; ")),
                .text(decided.decision.rawValue), .instant(decided.decidedAt),
                .text(decided.kind.rawValue), .text(decided.reason),
            ]
        }
    )
}

private func priced(_ item: RequestedItem) -> String {
    "\(item.name): \(item.price.minorUnits) \(item.price.period.rawValue)"
}
