import OctopusClient
import OctopusTestKit
import Testing

@testable import OctopusCommandLine

struct DemoOwnerTests {
    private let tenant = "01a20083-30bc-716a-b34c-de2fbcdee7ef"

    @Test(arguments: [nil, "owner.password"])
    func `the owner's password lies beside the note`(file: String?) async throws {
        try await TemporaryFolder.with { folder in
            let named = file.map { ", \"passwordFile\": \"\($0)\"" } ?? ""
            let note = "{\"tenantId\": \"\(tenant)\", \"email\": \"o@mall.example\"\(named)}"
            try folder.write("five slow lanterns hum\n", to: "owner.password")
            let owner = try DemoOwner(file: folder.write(note, to: "owner.json"))
            #expect(owner.tenant.description == tenant)
            #expect(owner.email == "o@mall.example")
            #expect(owner.password == "five slow lanterns hum")
        }
    }

    @Test(arguments: ["", "{}", "{\"tenantId\": \"x\", \"email\": \"o@mall.example\"}"])
    func `a note that says too little is refused, with what to do`(note: String) async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write(note, to: "owner.json")
            let failure = #expect(throws: Failure.self) { try DemoOwner(file: file) }
            #expect(failure?.status == .usage)
            #expect(failure?.advice != nil)
        }
    }

    @Test func `a note that is not there is named`() throws {
        let failure = #expect(throws: Failure.self) { try DemoOwner(file: "/nowhere/owner.json") }
        #expect(failure?.message.contains("/nowhere/owner.json") == true)
    }
}
