import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct CannedResponseTests {
    @Test func `a short code means one answer of a partner, whatever its case`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let made = try await admin.prepare("hello", title: "A greeting")
        #expect(made.version == 1)
        for code in ["hello", "HELLO", "Héllo", "ｈｅｌｌｏ"] {
            try await admin.refused(.shortCodeTaken, CreateCannedResponse.self, .greeting(code))
        }
        for code in ["two words", "\u{301}"] {
            try await admin.refused(.invalid, CreateCannedResponse.self, .greeting(code))
        }
        let bakery = try await house.agent(.administrator, of: house.bakery)
        try await bakery.prepare("hello")
        try await bakery.refused(
            .notFound,
            EditCannedResponse.self,
            .init(cannedResponseId: made.id, version: 1, terms: .greeting("mine"))
        )
        try await admin.refused(
            .invalid,
            CreateCannedResponse.self,
            .init(topic: "a", title: "b", shortCode: "c", body: "{{customer.phone}}")
        )
        let edited = try await admin.call(
            EditCannedResponse.self,
            .init(cannedResponseId: made.id, version: 1, terms: .greeting("HELLO"))
        )
        #expect(edited.version == 2 && edited.terms.shortCode == "HELLO")
        let deletion = DeleteCannedResponse.Request(cannedResponseId: made.id, version: 1)
        try await admin.refused(.stale, DeleteCannedResponse.self, deletion)
        try await admin.call(
            DeleteCannedResponse.self,
            .init(cannedResponseId: made.id, version: 2)
        )
        try await admin.prepare("hello")
        let told = try await house.events(CannedResponseChanged.self)
        #expect(told.map(\.isDeleted) == [false, false, false, true, false])
    }

    @Test func `they are listed by topic, and found by code, then title, then body`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        for (topic, title, code, body) in [
            ("Hours", "Sundays", "sun", "We are closed."),
            ("Hours", "Closing time", "late", "At ten."),
            ("Goodbye", "Thanks", "close", "Bye."),
            ("hours", "Winter", "winter", "At nine."),
        ] {
            try await admin.call(
                CreateCannedResponse.self,
                .init(topic: topic, title: title, shortCode: code, body: body)
            )
        }
        let ivo = try await house.agent()
        func codes(_ items: [CannedResponse]) -> [String] { items.map(\.terms.shortCode) }
        let all = try await ivo.call(ListCannedResponses.self, .init()).items
        #expect(codes(all) == ["close", "late", "sun", "winter"])
        let hours = try await ivo.call(ListCannedResponses.self, .init(topic: "HOURS")).items
        #expect(codes(hours) == ["late", "sun", "winter"])
        let found = try await ivo.call(FindCannedResponses.self, .init(search: "CLÓS")).found
        #expect(codes(found) == ["close", "late", "sun"])
        let one = try await ivo.call(FindCannedResponses.self, .init(search: "clos", limit: 1))
        #expect(codes(one.found) == ["close"])
        // What is typed is no pattern.
        for search in ["%", "_", "\"", "*"] {
            #expect(
                try await ivo.call(FindCannedResponses.self, .init(search: search)).found.isEmpty
            )
        }
        let bakery = try await house.agent(of: house.bakery)
        #expect(
            try await bakery.call(FindCannedResponses.self, .init(search: "clos")).found.isEmpty
        )
    }

    @Test func `an answer has the names of its conversation, and is posted as any other`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let made = try await admin.prepare("hello")
        let id = try await house.asked()
        _ = try await ivo.take(id)
        let filled = try await ivo.call(
            FillCannedResponse.self,
            .init(conversationId: id, shortCode: "HELLO")
        )
        let name = "Name of \(Cast.code(of: house.ana))"
        #expect(filled.text == "Hello \(name), this is Ivo of Café.")
        try await ivo.post(filled.text, in: id)
        #expect(try await house.endUser(house.ana).messages(of: id).last?.text == filled.text)
        try await eva.refused(
            .notFound,
            FillCannedResponse.self,
            .init(conversationId: id, cannedResponseId: made.id)
        )
        try await ivo.refused(
            .notFound,
            FillCannedResponse.self,
            .init(conversationId: id, shortCode: "other")
        )
        try await ivo.refused(.invalid, FillCannedResponse.self, .init(conversationId: id))
        let bakery = try await house.agent(.administrator, of: house.bakery)
        let foreign = try await bakery.prepare("foreign")
        try await ivo.refused(
            .notFound,
            FillCannedResponse.self,
            .init(conversationId: id, cannedResponseId: foreign.id)
        )
    }

    @Test func `without them in the package they are read and removed`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let made = try await admin.prepare("hello")
        let id = try await house.asked()
        try await house.tell(
            PartnerEntitlementChanged(id: house.cafe, version: 1, products: ["chat"]),
            of: house.mall,
            partner: house.cafe
        )
        try await admin.refused(.notInPackage, CreateCannedResponse.self, .greeting("other"))
        try await admin.refused(
            .notInPackage,
            EditCannedResponse.self,
            .init(cannedResponseId: made.id, version: 1, terms: .greeting("other"))
        )
        try await admin.refused(
            .notInPackage,
            FillCannedResponse.self,
            .init(conversationId: id, shortCode: "hello")
        )
        #expect(try await admin.call(ListCannedResponses.self, .init()).items.count == 1)
        try await admin.call(
            DeleteCannedResponse.self,
            .init(cannedResponseId: made.id, version: 1)
        )
    }
}

extension CannedResponseTerms {
    fileprivate static func greeting(_ code: String, title: String = "Greeting") -> Self {
        CannedResponseTerms(
            topic: "Greetings",
            title: title,
            shortCode: code,
            body: "Hello {{customer.name|there}}, this is {{operator.name}} of {{channel.name}}."
        )
    }
}

extension Somebody {
    @discardableResult
    fileprivate func prepare(
        _ code: String,
        title: String = "Greeting"
    ) async throws
        -> CannedResponse
    {
        try await call(CreateCannedResponse.self, .greeting(code, title: title))
    }
}
