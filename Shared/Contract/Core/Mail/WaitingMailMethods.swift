// What every service that sends mail is asked by the installation; the methods differ by their names alone.

/// The method of a service that lists the mails that it has not sent.
///
///     public enum ListHelpdeskMail: ListsWaitingMail {
///         public static let declaration = listing("helpdesk.v1/ListHelpdeskMail")
///     }
public protocol ListsWaitingMail: Method
where Request == WaitingMailRequest, Reply == Page<WaitingMail> {}

extension ListsWaitingMail {
    /// Declares it.
    ///
    /// - Parameter name: As `helpdesk.v1/ListHelpdeskMail`.
    /// - Returns: What the contract says of it.
    public static func listing(_ name: String) -> MethodDeclaration {
        let service = name.prefix { $0 != "." }
        return MethodDeclaration(
            name,
            .read,
            "The mails that \(service) has not sent and why, the newest first; sent ones are not kept.",
            access: .anyOf(.installation),
            routing: .none
        )
    }
}

/// The method of a service that has its mails that wait tried now.
///
///     public enum RetryHelpdeskMail: RetriesWaitingMail {
///         public static let declaration = retrying("helpdesk.v1/RetryHelpdeskMail")
///     }
public protocol RetriesWaitingMail: Method where Request == Empty, Reply == RetriedMail {}

extension RetriesWaitingMail {
    /// Declares it.
    ///
    /// - Parameter name: As `helpdesk.v1/RetryHelpdeskMail`.
    /// - Returns: What the contract says of it.
    public static func retrying(_ name: String) -> MethodDeclaration {
        MethodDeclaration(
            name,
            .command,
            "Tries all mails that wait at once, after what hindered them was mended.",
            access: .anyOf(.installation),
            routing: .none
        )
    }
}
