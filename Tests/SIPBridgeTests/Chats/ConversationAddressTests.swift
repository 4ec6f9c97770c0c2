import OctopusClient
import Testing

@testable import OctopusSIPBridge

struct ConversationAddressTests {
    private let conversation = ConversationID(IdempotencyKey.make())

    @Test func `an answer goes to the conversation that the message came from`() {
        let address = ConversationAddress(conversation)
        #expect(ConversationAddress(user: address.user) == address)
        #expect(ConversationAddress(user: address.user.uppercased()) == nil)
        #expect(address.user.utf8.count == 34)
    }

    @Test(arguments: ["", "c-", "c-12", "op-0123", "c-zz345678901234567890123456789012", "<null>"])
    func `other addresses are no conversation's`(_ user: String) {
        #expect(ConversationAddress(user: user) == nil)
    }

    @Test func `a name can't leave its quotes`() {
        let address = ConversationAddress(conversation)
        let header = address.header(name: "Zoë \"Q\"\r\nX: \\ <sip:a>", domain: "octopus")
        #expect(header == "\"Zoë \\\"Q\\\"X: \\\\ <sip:a>\" <sip:\(address.user)@octopus>")
        let long = address.header(name: String(repeating: "👩‍👩‍👧", count: 500), domain: "octopus")
        #expect(long.utf8.count < 300)
    }
}
