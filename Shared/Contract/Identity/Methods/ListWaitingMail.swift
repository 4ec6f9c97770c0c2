public import OctopusContract

/// Lists the mails that identity has not sent.
public enum ListWaitingMail: Method {
    public typealias Request = WaitingMailRequest
    public typealias Reply = Page<WaitingMail>

    public static let declaration = MethodDeclaration(
        "identity.v1/ListWaitingMail",
        .read,
        "The mails that identity has not sent and why, the newest first; sent ones are not kept.",
        access: .anyOf(.installation),
        routing: .none
    )
}

/// Has the mails of identity that wait tried now.
public enum RetryMail: Method {
    public typealias Request = Empty
    public typealias Reply = RetriedMail

    public static let declaration = MethodDeclaration(
        "identity.v1/RetryMail",
        .command,
        "Tries all mails that wait at once, after what hindered them was mended.",
        access: .anyOf(.installation),
        routing: .none
    )
}
