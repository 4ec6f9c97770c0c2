import OctopusContract
import OctopusServiceKit

/// What takes a mail away: a server, a folder, or nothing yet.
protocol MailCarrier: Sendable {
    /// Returns once the mail is another's.
    func carry(_ envelope: MailRecord.Envelope, named name: String) async throws(MailFault)
    /// Lets go of what it holds; what is under way may end soon.
    func stop()
}

/// For an installation without a server for mail.
struct NoCarrier: MailCarrier {
    func carry(_ envelope: MailRecord.Envelope, named name: String) async throws(MailFault) {
        throw MailFault(.notSetUp, isOfMail: false)
    }

    func stop() {}
}

extension MailSettings {
    func carrier() throws(StartFailure) -> any MailCarrier {
        switch way {
        case .server(let server): try SMTPThread(server)
        case .spool(let folder): try Spool(folder)
        case .none: NoCarrier()
        }
    }
}
