public import OctopusContract

/// Lists the mails that identity has not sent.
public enum ListWaitingMail: ListsWaitingMail {
    public static let declaration = listing("identity.v1/ListWaitingMail")
}

/// Has the mails of identity that wait tried now.
public enum RetryMail: RetriesWaitingMail {
    public static let declaration = retrying("identity.v1/RetryMail")
}
