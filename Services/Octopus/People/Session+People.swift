import OctopusCBOR
import OctopusClient
import OctopusMesh

extension Session {
    /// Calls a method of identity for the person who is logged in.
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
            let options = CallOptions(
                token: login.accessToken,
                routingKey: login.tenant.uuid,
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
