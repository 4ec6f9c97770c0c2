package import OctopusContract
package import OctopusServiceKit
package import OctopusStore

extension ServicePart where Environment: SendsMail {
    /// The outbox of a service, what sends from it, and its settings.
    ///
    /// - Parameter event: What the service's log tells of a mail that won't arrive.
    /// - Returns: What the service names among its parts.
    package static func mail<E: MailGivenUpEvent>(telling event: E.Type) -> ServicePart {
        ServicePart(
            migrations: .mail,
            sealed: [SealedColumn("mails", "sealed")],
            settings: Setting.mail,
            jobs: [
                .purge(
                    [
                        PurgeRule(
                            "mails",
                            olderBy: "given_up_at",
                            keptFor: .seconds(30 * 86_400)
                        )
                    ],
                    named: "mail.purge"
                )
            ],
            personal: [
                PersonalPart(
                    "mails",
                    by: "subject_id",
                    key: "mails.rowid",
                    leavingOut: ["sealed": "the mail itself, which goes to them"]
                )
            ],
            work: { environment in
                await MailSender(environment: environment) { mail, failure, context in
                    try context.emit(
                        E(
                            mailId: mail.id,
                            purpose: mail.purpose,
                            failure: failure,
                            serverCode: mail.code
                        ),
                        about: mail.subjectId,
                        tenant: mail.tenantId,
                        partner: mail.partnerId
                    )
                }
                .run()
            }
        )
    }
}

extension MigrationSet {
    /// The tables of mail.
    package static let mail = MigrationSet(
        "mail",
        [Migration(name: "V001-outbox", bytes: PackageResources.V001_outbox_sql)]
    )
}
