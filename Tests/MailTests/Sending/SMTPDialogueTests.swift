import OctopusContract
import Testing

@testable import OctopusMail

struct SMTPDialogueTests {
    private func fault(_ lines: String...) -> MailFault {
        var dialogue = SMTPDialogue()
        for line in lines {
            if line.hasPrefix("C ") {
                dialogue.said(Array(line.dropFirst(2).utf8))
            } else if line == "body" {
                dialogue.sentBody()
            } else {
                dialogue.heard(Array(line.utf8))
            }
        }
        return dialogue.fault
    }

    @Test func `who is refused for good is a matter of the mail`() {
        let fault = fault(
            "220 hi",
            "C EHLO x",
            "250 ok",
            "C MAIL FROM:<a>",
            "250 ok",
            "C RCPT TO:<b>",
            "550 no"
        )
        #expect(fault == MailFault(.refused, 550, isOfMail: true))
        #expect(fault.isFinal)
    }

    @Test func `what refuses the whole installation refuses no mail for good`() {
        for (lines, failure) in [
            (["554 no"], MailFailure.unreachable),
            (["220 hi", "C EHLO x", "550 no"], .unreachable),
            (["220 hi", "C EHLO x", "250 ok", "C AUTH PLAIN secret", "535 no"], .logInRefused),
            (["220 hi", "C EHLO x", "250 ok", "C STARTTLS", "502 no"], .insecure),
            (["220 hi", "C EHLO x", "250 ok", "C MAIL FROM:<a>", "550 no"], .senderRefused),
        ] {
            var dialogue = SMTPDialogue()
            for line in lines {
                if line.hasPrefix("C ") {
                    dialogue.said(Array(line.dropFirst(2).utf8))
                } else {
                    dialogue.heard(Array(line.utf8))
                }
            }
            #expect(dialogue.fault.failure == failure && !dialogue.fault.isOfMail, "\(lines)")
            #expect(!dialogue.fault.isFinal)
        }
    }

    @Test func `a line that breaks says nothing, whatever was answered before`() {
        let start = ["220 hi", "C EHLO x", "250 ok", "C MAIL FROM:<a>", "250 ok", "C RCPT TO:<b>"]
        var dialogue = SMTPDialogue()
        for line in start + ["250 ok", "C DATA", "354 go"] {
            if line.hasPrefix("C ") {
                dialogue.said(Array(line.dropFirst(2).utf8))
            } else {
                dialogue.heard(Array(line.utf8))
            }
        }
        dialogue.sentBody()
        #expect(dialogue.stage == .body)
        #expect(dialogue.fault == MailFault(.unreachable, isOfMail: false))
    }

    @Test func `a server that goes down is no mail's fault, and one that is too large is`() {
        #expect(
            fault("C RCPT TO:<b>", "421 going down") == MailFault(.deferred, 421, isOfMail: false)
        )
        #expect(fault("C RCPT TO:<b>", "451 later") == MailFault(.deferred, 451, isOfMail: true))
        #expect(fault("C MAIL FROM:<a>", "552 large") == MailFault(.refused, 552, isOfMail: true))
        #expect(fault("C DATA", "body", "554 spam") == MailFault(.refused, 554, isOfMail: true))
    }

    @Test func `what comes after goodbye does not count`() {
        let fault = fault("C RCPT TO:<b>", "550 no", "C QUIT", "221 bye")
        #expect(fault == MailFault(.refused, 550, isOfMail: true))
    }

    @Test func `a second greeting follows the encryption`() {
        var dialogue = SMTPDialogue()
        for line in ["EHLO x", "STARTTLS", "EHLO x"] { dialogue.said(Array(line.utf8)) }
        dialogue.heard(Array("235-odd\r\n".utf8))
        #expect(dialogue.code == 235)
        dialogue.heard(Array("xx".utf8))
        dialogue.heard([])
        dialogue.heard(Array("999 what".utf8))
        #expect(dialogue.code == 235)
    }
}
