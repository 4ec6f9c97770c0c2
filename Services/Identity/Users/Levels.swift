import OctopusIdentityContract

/// What the Account owner may do; so far the only role.
enum Levels {
    /// Everything.
    ///
    /// Partners are managed by the tenant alone.
    static func ofOwner(partner: PartnerID?) -> [Product: Level] {
        var levels = Dictionary(uniqueKeysWithValues: Product.allCases.map { ($0, Level.full) })
        if partner != nil { levels[.partnerManagement] = nil }
        return levels
    }
}
