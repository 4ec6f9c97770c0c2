public import OctopusContract

/// Lists the mails that helpdesk has not sent.
public enum ListHelpdeskMail: ListsWaitingMail {
    public static let declaration = listing("helpdesk.v1/ListHelpdeskMail")
}

/// Has the mails of helpdesk that wait tried now.
public enum RetryHelpdeskMail: RetriesWaitingMail {
    public static let declaration = retrying("helpdesk.v1/RetryHelpdeskMail")
}
