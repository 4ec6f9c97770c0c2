import Testing

@testable import OctopusSIPBridge

struct NoticeTests {
    private func answer(
        callID: String = "Y2FsbEBob3N0",
        sequence: String = "2",
        body: String = "SGkg8J+RqeKAjfCfkacgfCA="
    ) -> Notice? {
        Notice(
            Frame("answer", "1:2", "op-1", "Yy0w", callID, sequence, body)
        )
    }

    @Test func `an answer is what was written, byte for byte`() throws {
        guard case .answer(let answer)? = answer() else {
            Issue.record("no answer")
            return
        }
        #expect(answer.text == "Hi 👩‍👧 | ")
        #expect((answer.transaction, answer.username) == ("1:2", "op-1"))
        #expect((answer.recipient, answer.callID, answer.sequence) == ("c-0", "call@host", "2"))
    }

    @Test func `a message's name is that of its request`() {
        func name(_ notice: Notice?) -> String? {
            guard case .answer(let answer)? = notice else { return nil }
            return answer.clientID
        }
        #expect(name(answer()) == name(answer(body: "QQ==")))
        #expect(name(answer()) != name(answer(sequence: "3")))
        #expect(name(answer()) != name(answer(callID: "b3RoZXI=")))
        #expect(name(answer())?.utf8.count == 68)
    }

    @Test func `bytes that are no UTF-8 are no text`() {
        guard case .answer(let answer)? = answer(body: "/w==") else {
            Issue.record("no answer")
            return
        }
        #expect(answer.text == nil)
    }

    @Test(arguments: [Frame("answer", "1:2"), Frame("hello", "x"), Frame("sent", "m1")])
    func `what Kamailio never says is nothing`(_ frame: Frame) {
        #expect(Notice(frame) == nil)
    }

    @Test func `an order has no word that others wrote as it is`() {
        let order = Order.send(
            number: "m1",
            username: "op-1",
            from: "\"a|b\" <sip:c>",
            text: "x|y\n"
        )
        #expect(order.frame.words.count == 4)
        #expect(order.frame.words.allSatisfy { !$0.contains("|") && !$0.contains("\n") })
        #expect(
            Order.reply(transaction: "1:2", .accepted).frame
                == Frame("reply", "1:2", "200", "T0s=")
        )
    }
}
