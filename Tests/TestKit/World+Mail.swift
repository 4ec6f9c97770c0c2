package import OctopusMail
import OctopusMIME
import OctopusServiceKit
import OctopusStore

/// A mail that waits in a world's outbox, read as its receiver would.
package struct ReceivedMail: Sendable {
    package let to: String
    package let subject: String
    package let text: String
    package let html: String

    /// Where its buttons lead.
    package var links: [String] {
        text.split(separator: "\n").map(String.init).filter { line in
            line.hasPrefix("http://") || line.hasPrefix("https://")
        }
    }
}

extension World {
    /// The mails that wait for somebody, or for anybody; the oldest first.
    ///
    /// A world has no server, so they wait until the test ends or they are taken back.
    package func mails(
        to address: String? = nil
    ) async throws -> [ReceivedMail] where Environment: SendsMail {
        let outbox = instance.environment.outbox
        return try await instance.store.read { try outbox.waiting(in: $0) }.compactMap {
            to,
            bytes in
            guard address == nil || address == to else { return nil }
            let mail = ReadMessage(bytes)
            return ReceivedMail(
                to: to,
                subject: mail.subject,
                text: mail.text,
                html: mail.html ?? ""
            )
        }
    }
}
