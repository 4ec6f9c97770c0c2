public import OctopusContract

/// The rules of profiles, attributes and consents.
public enum ProfileLimits {
    /// What people call an attribute.
    public static let attributeName = TextRule.line(1...100)
    /// How many choices an attribute has at most.
    public static let choices: Int64 = 100
    /// One choice.
    public static let choice = TextRule.line(1...100)
    /// A value of the kind `text`.
    public static let text = TextRule.line(1...200)
    /// A value of the kind `number` is at most so far from zero.
    public static let number = 1e15
    /// How many attributes a tenant has in use at most.
    public static let attributes = 50
    /// How a tenant calls a version of the text that people agree to.
    public static let textVersion = TextRule.line(1...100)
}

extension Reason {
    /// Another attribute of the tenant has the name.
    public static let attributeNameTaken = Reason(
        "attributeNameTaken",
        .alreadyExists,
        "Another attribute of the tenant has the name."
    )
    /// The tenant has as many attributes as it may have; retire one first.
    public static let tooManyAttributes = Reason(
        "tooManyAttributes",
        .failedPrecondition,
        "The tenant has as many attributes as it may have; retire one first."
    )
}
