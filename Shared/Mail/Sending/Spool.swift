import Glibc
import OctopusContract
import OctopusServiceKit

/// A folder that takes mails as files, each written whole under its name or not at all.
struct Spool: MailCarrier {
    let folder: String

    init(_ folder: String) throws(StartFailure) {
        self.folder = folder
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw StartFailure(
                .cannotCreate,
                "the folder \(folder) of mail.spool can't be made "
                    + "(\(String(cString: strerror(errno)))): make it, or name another"
            )
        }
    }

    func carry(_ envelope: MailRecord.Envelope, named name: String) async throws(MailFault) {
        let path = "\(folder)/\(name).eml"
        let bytes = Array(envelope.message)
        let descriptor = open("\(path).new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw MailFault(.noSpool, isOfMail: false) }
        let isWritten = write(descriptor, bytes, bytes.count) == bytes.count
        guard Glibc.close(descriptor) == 0, isWritten, rename("\(path).new", path) == 0 else {
            throw MailFault(.noSpool, isOfMail: false)
        }
    }

    func stop() {}
}
