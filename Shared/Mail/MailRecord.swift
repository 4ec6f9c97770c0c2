import FoundationEssentials
import GRDB
import OctopusContract
import OctopusServiceKit
import OctopusStore

/// A mail that waits, or that was given up.
package struct MailRecord: StoredRecord {
    package static let databaseTableName = "mails"

    let id: MailID
    let tenantId: TenantID
    let partnerId: PartnerID?
    let subjectId: UUID
    let purpose: String
    /// False once it was given up.
    var waits = true
    /// The `Envelope`; nil once it was given up.
    var sealed: Data?
    let createdAt: Instant
    var dueAt: Instant?
    let usefulUntil: Instant?
    var attempts: Int64 = 0
    var triedAt: Instant?
    var failure: MailFailure?
    var code: Int64?
    var givenUpAt: Instant?

    /// A mail as it is sealed: who it is from and for, and every byte that is sent.
    ///
    /// The message is made once, so that each attempt sends the same under its Message-ID.
    struct Envelope: Codable, Sendable {
        let from: String
        let to: String
        let message: Data
    }

    static func place(of id: MailID) -> SealedPlace {
        SealedPlace(
            table: "mails",
            column: "sealed",
            row: withUnsafeBytes(of: id.uuid.uuid) { Array($0) }
        )
    }
}
