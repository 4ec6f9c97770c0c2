import OctopusClient
import Testing

@testable import OctopusSIPBridge

struct SIPStatusTests {
    @Test(arguments: [
        (Reason.notFound, 404), (.notAnOperator, 403), (.operatorFull, 486), (.wrongState, 480),
        (.chatDisabled, 488), (.blockedByPartner, 488), (.overloaded, 503), (.draining, 503),
        (.deadline, 504),
        (.internalError, 500),
    ])
    func `each refusal has its status`(_ reason: Reason, _ code: Int) {
        #expect(SIPStatus(CallFailure(reason, effect: .none)).code == code)
    }

    @Test func `who was late is told who has the conversation, on one line`() {
        let status = SIPStatus.taken(by: "Zoë\r\nBye: x")
        #expect(status == SIPStatus(403, "Taken by Zoë  Bye: x"))
        #expect(!status.phrase.contains { $0.isNewline })
        #expect(SIPStatus.taken(by: nil).code == 403)
    }

    @Test func `what is too long is told apart from what is wrong`() {
        func status(_ rule: String) -> Int {
            let fault = Violation(path: "text", rule: rule, message: "It is.")
            return SIPStatus(CallFailure(.invalid, violations: [fault], effect: .none)).code
        }
        #expect((status("length"), status("notBlank")) == (413, 400))
    }
}
