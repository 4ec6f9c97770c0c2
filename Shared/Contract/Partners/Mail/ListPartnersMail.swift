public import OctopusContract

/// Lists the mails that partners has not sent.
public enum ListPartnersMail: Method {
    public typealias Request = WaitingMailRequest
    public typealias Reply = Page<WaitingMail>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListPartnersMail",
        .read,
        "The mails that partners has not sent and why, the newest first; sent ones are not kept.",
        access: .anyOf(.installation),
        routing: .none
    )
}

/// Has the mails of partners that wait tried now.
public enum RetryPartnersMail: Method {
    public typealias Request = Empty
    public typealias Reply = RetriedMail

    public static let declaration = MethodDeclaration(
        "partners.v1/RetryPartnersMail",
        .command,
        "Tries all mails that wait at once, after what hindered them was mended.",
        access: .anyOf(.installation),
        routing: .none
    )
}
