import OctopusCBOR
import OctopusClient
import OctopusMesh

extension Session {
    /// Calls a method for the person who is logged in, in their tenant, or in their partner where that
    /// is what the method is about.
    func asUser<M: Method>(_ method: M.Type, _ request: M.Request) async throws -> M.Reply {
        let deadline = Deadline(in: .seconds(30))
        return try await asPerson(by: deadline) { login in
            guard let login else {
                throw Failure(
                    .denied,
                    "nobody is logged in",
                    advice: "Log in first: octopus login --tenant ID E-MAIL"
                )
            }
            var route = login.tenant.uuid
            if M.declaration.routing == .partner {
                guard let partner = login.partner else {
                    throw Failure(
                        .denied,
                        "who is logged in works for no partner",
                        advice: "Log in as a partner's user, or take its place: octopus impersonate"
                    )
                }
                route = partner.uuid
            }
            let options = CallOptions(
                token: login.accessToken,
                routingKey: route,
                timeout: deadline.left
            )
            return try await client.call(method, request, options)
        }
    }

    /// All rows of a list.
    func asUser<M: Method, Row: Message>(
        listing method: M.Type,
        _ request: (PageCursor?) -> M.Request
    ) async throws -> [Row] where M.Reply == Page<Row> {
        var (rows, next): ([Row], PageCursor?) = ([], nil)
        repeat {
            let page = try await asUser(method, request(next))
            rows += page.items
            next = page.next
        } while next != nil
        return rows
    }
}

extension JSONValue {
    /// A message as `octopus call` shows it.
    init(_ message: some Message) throws {
        let recorder = ShapeRecorder()
        let shape = try recorder.record(type(of: message))
        let decoder = ReplyDecoder(types: TypeTable(recorder.types))
        self = try decoder.decode(try CBOREncoder().encode(message), as: shape)
    }
}

extension Message {
    /// A message of what a person wrote as JSON, as `octopus call` reads it.
    ///
    /// - Throws: `JSONFault`, which says where it does not fit.
    init(json: [UInt8]) throws {
        let recorder = ShapeRecorder()
        let shape = try recorder.record(Self.self)
        let encoder = RequestEncoder(types: TypeTable(recorder.types))
        let bytes = try encoder.encode(try JSONParser.parse(json), as: shape)
        self = try CBORDecoder().decode(Self.self, from: bytes)
    }
}
