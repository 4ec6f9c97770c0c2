import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus person`.
struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person",
        abstract: "Answers an end user who asks what is known of them.",
        subcommands: [PersonExportCommand.self]
    )
}

/// The command `octopus person export`.
struct PersonExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes all that every service knows of an end user, as one JSON text.",
        discussion: """
            Who is logged in must be a tenant's user with full rights over users. Nothing is written \
            unless every service answers.

              octopus person export ana@mail.example > ana.json
            """
    )

    @Argument(
        help: ArgumentHelp("An id, an End-user ID, an e-mail or a phone.", valueName: "person")
    )
    var person: String

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let file = try await connection.open().use { session in
            let endUser = try await session.asUser(GetEndUser.self, request)
            let answers = try await session.ask(nil) { place in
                try await session.personalRecords(of: endUser.endUserId, at: place)
            }
            try AuditReader.demandAnswers(answers)
            return try PersonFile.json(
                of: endUser.endUserId,
                answers.map { ($0.place.service, try $0.answer.get()) }
            )
        }
        Console.print(file.pretty)
    }

    private var request: GetEndUser.Request {
        if let id = EndUserID(person) { return .init(endUserId: id) }
        let isContact = person.contains("@") || person.hasPrefix("+")
        return isContact ? .init(contact: person) : .init(code: person)
    }
}

extension Session {
    /// All that a process keeps of an end user.
    fileprivate func personalRecords(
        of endUser: EndUserID,
        at place: MeshPlace
    ) async throws -> [PersonalRecord] {
        let deadline = Deadline(in: .seconds(60))
        var (records, next): ([PersonalRecord], PageCursor?) = ([], nil)
        do {
            repeat {
                let page = try await asPerson(by: deadline) { login in
                    var options = CallOptions(
                        timeout: deadline.left,
                        shard: place.shard,
                        service: place.service
                    )
                    options.token = login?.accessToken
                    return try await client.call(
                        ReadPersonalData.self,
                        .init(endUserId: endUser, after: next, limit: 100),
                        options
                    )
                }
                records += page.items
                next = page.next
            } while next != nil
        } catch let failure as CallFailure
            where failure.reason == .notFound && place.service != "identity" && records.isEmpty
        {
            // Identity knows the person, this one has not heard of them or has nothing of theirs.
            return []
        }
        return records
    }
}

/// The file of a person: for each service its tables, for each table what it has of them.
enum PersonFile {
    static func json(
        of endUser: EndUserID,
        _ parts: [(service: String, records: [PersonalRecord])]
    ) throws -> JSONValue {
        let names = Set(parts.map(\.service)).sorted()
        let services = names.map { name in
            let records = parts.filter { $0.service == name }.flatMap(\.records)
            return JSONMember(name: name, value: tables(of: records))
        }
        return .object([
            JSONMember(name: "endUserId", value: .string("\(endUser)")),
            JSONMember(name: "writtenAt", value: text(of: .now)),
            JSONMember(name: "services", value: .object(services)),
        ])
    }

    /// By table, in the order in which they came.
    private static func tables(of records: [PersonalRecord]) -> JSONValue {
        var tables: [(name: String, rows: [JSONValue])] = []
        var places: [String: Int] = [:]
        for record in records {
            let row = JSONValue.object(record.fields.map(member))
            if let place = places[record.table] {
                tables[place].rows.append(row)
            } else {
                places[record.table] = tables.count
                tables.append((record.table, [row]))
            }
        }
        return .object(tables.map { JSONMember(name: $0.name, value: .array($0.rows)) })
    }

    private static func member(_ field: PersonalField) -> JSONMember {
        let value: JSONValue =
            if let amount = field.amount {
                .number("\(amount)")
            } else if let at = field.at {
                text(of: at)
            } else {
                .string(field.text ?? "")
            }
        return JSONMember(name: field.name, value: value)
    }

    private static func text(of instant: Instant) -> JSONValue {
        InstantText.text(of: instant).map { .string($0) } ?? .number("\(instant.milliseconds)")
    }
}
