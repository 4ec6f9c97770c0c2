public import OctopusContract

/// Lists the mails that partners has not sent.
public enum ListPartnersMail: ListsWaitingMail {
    public static let declaration = listing("partners.v1/ListPartnersMail")
}

/// Has the mails of partners that wait tried now.
public enum RetryPartnersMail: RetriesWaitingMail {
    public static let declaration = retrying("partners.v1/RetryPartnersMail")
}
