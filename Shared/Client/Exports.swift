// One import is enough for a program that calls Octopus.
@_exported public import OctopusCBOR
@_exported public import OctopusContract
@_exported public import OctopusHelpdeskContract
@_exported public import OctopusIdentityContract
@_exported public import OctopusLoyaltyContract
@_exported public import OctopusMesh
@_exported public import OctopusPartnersContract
