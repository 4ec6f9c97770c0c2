import OctopusClient
import Testing

/// The rules of the README of `Shared/Contract`, held against every message there is.
struct ConventionTests {
    /// They store no answer, so that every command whose answer is stored stands in the audit, which the
    /// chaos checker holds.
    @Test func `commands that the audit does not tell are few and store no answer`() {
        let untold = ContractIndex.methods.map { $0.declaration }.filter { !$0.isAudited }
        #expect(
            Set(untold.map(\.name)) == [
                "partners.v1/UploadChunk", "helpdesk.v1/SendAttachment",
                "advertising.v1/SendAdChunk",
                // Said again and again, and idempotent by what they leave.
                "helpdesk.v1/MarkMessages", "helpdesk.v1/SetPresence", "helpdesk.v1/NotePageView",
                "helpdesk.v1/MarkSIPMessages", "helpdesk.v1/KeepSIPPresence",
                "helpdesk.v1/MarkNotifications", "advertising.v1/CountAd",
            ]
        )
        #expect(untold.allSatisfy { $0.kind == .command && $0.carriesSecrets })
    }

    @Test(arguments: ContractIndex.methods.map { "\($0.declaration.name)" })
    func `A method's messages can be described`(name: String) throws {
        let method = try #require(ContractIndex.methods.first { $0.declaration.name == name })
        #expect(throws: Never.self) { try Self.record(method) }
        let declaration = method.declaration
        #expect(name.wholeMatch(of: /[a-z]+\.v[0-9]+\/[A-Z][A-Za-z]+/) != nil)
        #expect(name.hasSuffix("/\(method)"), "a method's type bears its name")
        #expect(declaration.summary.hasSuffix("."), "the summary is a sentence")
        #expect(!declaration.access.rules.isEmpty, "nobody may call it")
        #expect(
            Set(declaration.reasons).isDisjoint(with: Reason.common),
            "the common reasons need not be named"
        )
    }

    @Test(arguments: ContractIndex.events.map { "\($0.declaration.kind)" })
    func `An event's messages can be described`(kind: String) throws {
        let event = try #require(ContractIndex.events.first { $0.declaration.kind == kind })
        let (body, personal) = try Self.fields(event)
        #expect(kind.hasSuffix("/\(event)"), "an event's type bears its kind")
        if event.declaration.sort == .state {
            let version = body.first { $0.name == "version" }
            #expect(version?.shape == .integer(minimum: .min, maximum: .max))
            #expect(version?.isRequired == true)
        }
        #expect(
            personal.allSatisfy { !$0.isRequired },
            "erasing a person nulls each personal field"
        )
    }

    @Test func `Instants end in At, and only they do`() throws {
        for (place, field) in try Self.allFields() {
            let isNamedSo = field.name == "at" || field.name.hasSuffix("At")
            #expect((field.shape == .instant) == isNamedSo, "\(place).\(field.name)")
        }
    }

    @Test func `Names of fields are words that any language can bear`() throws {
        for (place, field) in try Self.allFields() {
            #expect(
                field.name.wholeMatch(of: /[a-z][A-Za-z0-9]*/) != nil,
                "\(place).\(field.name)"
            )
        }
    }

    @Test func `A name is used by one method or event only`() {
        let names =
            ContractIndex.methods.map { $0.declaration.name }
            + ContractIndex.events.map { $0.declaration.kind }
        #expect(Set(names).count == names.count)
    }

    @Test func `A reason's word has one status everywhere`() {
        var statuses: [String: Status] = [:]
        let reasons = ContractIndex.methods.flatMap { $0.declaration.reasons }
        for reason in Reason.common + reasons {
            #expect(
                statuses[reason.word, default: reason.status] == reason.status,
                "\(reason.word)"
            )
            statuses[reason.word] = reason.status
        }
    }

    @Test func `A method whose messages bear secrets says so`() throws {
        let secrets: Set = [
            "password", "newPassword", "accessToken", "refreshToken", "loginCode", "invitation",
            "link", "secret", "secondFactor", "recoveryCodes",
        ]
        // Its answer is kept sealed, so that a repetition tells the same secret.
        let sealed: Set = [RenewSIPSecret.declaration.name]
        for method in ContractIndex.methods
        where !method.declaration.carriesSecrets && !sealed.contains(method.declaration.name) {
            let fields = try Self.record(method).flatMap(\.form.allFields)
            #expect(
                secrets.isDisjoint(with: fields.map(\.name)),
                "\(method.declaration.name)"
            )
        }
    }

    private static func allFields() throws -> [(String, FieldDescription)] {
        try ContractIndex.services.flatMap { service in
            try ServiceDescription(service: service.name, of: service).types.flatMap { type in
                type.form.allFields.map { (type.name, $0) }
            }
        }
    }

    @discardableResult
    private static func record<M: OctopusContract.Method>(
        _ method: M.Type
    ) throws -> [TypeDescription] {
        let recorder = ShapeRecorder()
        try recorder.record(M.Request.self)
        try recorder.record(M.Reply.self)
        return recorder.types
    }

    private static func fields<E: Event>(
        _ event: E.Type
    ) throws -> (body: [FieldDescription], personal: [FieldDescription]) {
        (try fields(of: E.self), try fields(of: E.Personal.self))
    }

    private static func fields<T: Decodable>(of type: T.Type) throws -> [FieldDescription] {
        let recorder = ShapeRecorder()
        let shape = try recorder.record(type)
        return recorder.types.first { .named($0.name) == shape }?.form.allFields ?? []
    }
}

extension TypeForm {
    fileprivate var allFields: [FieldDescription] {
        switch self {
        case .fields(let fields): fields
        case .choice(let cases): cases.flatMap(\.fields)
        case .enumeration: []
        }
    }
}
