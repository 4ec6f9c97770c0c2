import OctopusCBOR
import OctopusContract
import GRDB

/// Tells what the service keeps of a person: its part of the person's file.
struct PersonalReader: Sendable {
    let data: PersonalData

    func page(
        _ request: ReadPersonalData.Request,
        in context: ReadContext<Void>
    ) throws -> Page<PersonalRecord> {
        let (caller, database) = (context.caller, context.database)
        let endUser = try Self.endUser(request.endUserId, for: caller)
        guard try data.knows(database, endUser, caller.requireTenant()) else {
            throw Refusal(.notFound)
        }
        let binding = TextDigest.of(
            ["\(endUser)"] + data.parts.map(\.table) + caller.asking
        )
        let list = ReadPersonalData.declaration.name
        var place = try request.after.map { try context.cursors.open($0, of: list, binding) } ?? []
        let limit = Int(request.limit ?? PageLimit.standardRows)
        let encoder = CBOREncoder()
        var (items, bytes) = ([PersonalRecord](), 0)
        var index = place.isEmpty ? 0 : Int.fromDatabaseValue(place.removeFirst()) ?? 0
        while index < data.parts.count {
            let rows = try data.parts[index].rows(
                of: endUser,
                after: place,
                limit: limit - items.count + 1,
                in: database
            )
            for row in rows {
                bytes += try encoder.encode(row.record).count
                // A page has at least one row, or the file would stand still.
                if items.count == limit || bytes > PageLimit.bytes && !items.isEmpty {
                    let end = [index.databaseValue] + place
                    return Page(
                        items: items,
                        next: try context.cursors.seal(end, for: list, binding)
                    )
                }
                items.append(row.record)
                place = row.place
            }
            (index, place) = (index + 1, [])
        }
        return Page(items: items)
    }

    /// Whom the caller may ask for.
    ///
    /// A partner's program is told of nobody: what is kept of a person is of many partners.
    private static func endUser(
        _ asked: EndUserID?,
        for caller: Caller
    ) throws(Refusal) -> EndUserID {
        guard caller.reach.partner == nil else { throw Refusal(.notFound) }
        guard let oneself = caller.person?.endUserID else {
            guard let asked else { throw FieldRules.refusal("endUserId", .required) }
            return asked
        }
        guard asked == nil || asked == oneself else { throw Refusal(.notFound) }
        return oneself
    }
}

extension MeshMethods {
    var tellsPersonalData: MethodEntry<Environment> {
        let reader = PersonalReader(data: definition.personal)
        return read(ReadPersonalData.self) { try reader.page($0, in: $1) }
    }
}
