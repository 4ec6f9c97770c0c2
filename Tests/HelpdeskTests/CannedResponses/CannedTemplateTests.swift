import OctopusServiceKit
import Testing

@testable import OctopusHelpdesk

struct CannedTemplateTests {
    private func filled(
        _ body: String,
        customer: String? = "Ana",
        agent: String? = "Ivo"
    )
        throws -> String
    {
        try CannedTemplate(body).filled { variable in
            switch variable {
            case .customerName: customer
            case .operatorName: agent
            case .channelName: "Café"
            }
        }
    }

    @Test func `what is known is said, and what is not is the fallback`() throws {
        let body =
            "Hello {{customer.name|there}}, {{ operator.name | a colleague }} of {{channel.name}}."
        #expect(try filled(body) == "Hello Ana, Ivo of Café.")
        #expect(try filled(body, customer: nil) == "Hello there, Ivo of Café.")
        #expect(try filled(body, customer: "", agent: nil) == "Hello there, a colleague of Café.")
        #expect(try filled("Hello{{customer.name}}!", customer: nil) == "Hello!")
        #expect(try filled("{{customer.name|you|all}}", customer: nil) == "you|all")
        #expect(try filled("{{customer.name|👩‍👩‍👧‍👦}}", customer: nil) == "👩‍👩‍👧‍👦")
    }

    @Test func `a name is never filled again`() throws {
        let name = "{{operator.name}}"
        #expect(try filled("Hello {{customer.name}}.", customer: name) == "Hello \(name).")
        #expect(
            try filled(
                "{{customer.name}}{{operator.name}}",
                customer: "{{",
                agent: "channel.name}}"
            )
                == "{{channel.name}}"
        )
    }

    @Test(arguments: [
        "{{", "}}", "{{customer.name", "customer.name}}", "{{customer.name}", "{{{customer.name}}}",
        "{{customer.name|{{operator.name}}}}", "{{}}", "{{customer.phone}}", "{{Customer.Name}}",
        "{{|there}}", "{{customer.name|a{b}}", "{{customer.name}}\u{301}",
    ])
    func `braces that are no variable are refused`(body: String) {
        #expect(throws: CannedTemplate.Fault.self) { try CannedTemplate(body) }
    }

    @Test func `a single brace is text, and long names are cut`() throws {
        #expect(try filled("f(x) { return }") == "f(x) { return }")
        let long = String(repeating: "é", count: 5000)
        #expect(try filled("{{customer.name}}", customer: long).count == 100)
        let many = String(repeating: "{{customer.name}}", count: 21)
        #expect(throws: CannedTemplate.Fault.tooMany) { try CannedTemplate(many) }
    }
}
