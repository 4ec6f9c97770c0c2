public import OctopusContract

extension Reason {
    /// The tenant has another available one of that name.
    public static let offerNameTaken = Reason(
        "offerNameTaken",
        .alreadyExists,
        "The tenant has another available one of that name."
    )
    /// The tenant has as many as there may be.
    public static let tooManyOffers = Reason(
        "tooManyOffers",
        .failedPrecondition,
        "The tenant has as many as there may be."
    )
    /// The package or add-on is no longer offered.
    public static let offerRetired = Reason(
        "offerRetired",
        .failedPrecondition,
        "The package or add-on is no longer offered."
    )
    /// The partner has a request for another package that was not decided yet.
    public static let requestOpen = Reason(
        "requestOpen",
        .failedPrecondition,
        "The partner has a request for a package that was not decided yet; cancel that first."
    )
    /// The request was decided or cancelled before; the message says by whom and when.
    public static let alreadyDecided = Reason(
        "alreadyDecided",
        .failedPrecondition,
        "The request was decided or cancelled before."
    )
    /// The partner has that package already.
    public static let samePackage = Reason(
        "samePackage",
        .failedPrecondition,
        "The partner has that package already."
    )
    /// The partner uses more than the package gives; each violation says of what, and what to do.
    public static let aboveLimits = Reason(
        "aboveLimits",
        .failedPrecondition,
        "The partner uses more than the package gives; the violations say of what, and what to do."
    )
    /// The partner has as many requests waiting as there may be.
    public static let tooManyRequests = Reason(
        "tooManyRequests",
        .failedPrecondition,
        "The partner has as many requests waiting as there may be."
    )
    /// The partner has as many promos as there may be.
    public static let tooManyPromos = Reason(
        "tooManyPromos",
        .failedPrecondition,
        "The partner has as many promos as there may be; cancel one first."
    )
    /// The end user follows as many channels as anybody may.
    public static let tooManyFollows = Reason(
        "tooManyFollows",
        .failedPrecondition,
        "The end user follows as many channels as there may be; end one first."
    )
    /// As many requests of strangers wait for the tenant as there may be.
    public static let tooManyStrangers = Reason(
        "tooManyStrangers",
        .failedPrecondition,
        "As many wait for the tenant's decision as there may be; try again some days later."
    )
    /// The link of a mail was used up, has ended, or is none.
    public static let confirmationInvalid = Reason(
        "confirmationInvalid",
        .failedPrecondition,
        "The link does not work any more; ask anew."
    )
    /// Somebody of the tenant logs in with that address already, so no account can be opened for it.
    public static let ownerEmailTaken = Reason(
        "ownerEmailTaken",
        .failedPrecondition,
        "Somebody of the tenant or its partners has that address already."
    )
    /// Another partner of the tenant is called so in the billing system.
    public static let invoiceIdTaken = Reason(
        "invoiceIdTaken",
        .alreadyExists,
        "Another partner of the tenant has that invoice ID."
    )
    /// A credit gives back what an invoice charged, and this is a credit.
    public static let notAnInvoice = Reason(
        "notAnInvoice",
        .failedPrecondition,
        "This is a credit; name the invoice."
    )
    /// The invoice charged less than that, with the credits that were given before.
    public static let aboveInvoice = Reason(
        "aboveInvoice",
        .failedPrecondition,
        "The invoice charged less than that, with the credits that were given before."
    )
}
