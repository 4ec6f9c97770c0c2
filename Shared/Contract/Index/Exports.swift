// Who knows all contracts by their list knows each.
@_exported public import OctopusAdvertisingContract
@_exported public import OctopusHelpdeskContract
@_exported public import OctopusIdentityContract
@_exported public import OctopusLoyaltyContract
@_exported public import OctopusPartnersContract
