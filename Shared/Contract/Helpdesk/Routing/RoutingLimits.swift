public import OctopusContract

/// The numbers of websites, groups of operators and routing rules.
public enum RoutingLimits {
    /// What people call a website or a group.
    public static let name = TextRule.line(1...100)
    /// A host, as `shop.example` or `*.shop.example`.
    public static let host = TextRule.typed(bytes: 1024)
    /// The beginning of a path, as `/shop`.
    public static let path = TextRule.typed(bytes: 1000)
    /// The address of the page that somebody is on, as the browser has it.
    public static let page = TextRule.typed(bytes: 8192)
    /// How many websites a partner has.
    public static let mostWebsites: Int64 = 100
    /// How many groups of operators a partner has.
    public static let mostGroups: Int64 = 100
    /// How many rules a partner has: an operator listens to each of theirs.
    public static let mostRules: Int64 = 60
    /// How many operators a group has, or a rule names beside its groups.
    public static let operators: ClosedRange<Int64> = 0...100
    /// How many groups a rule names.
    public static let groups: ClosedRange<Int64> = 0...20
}
