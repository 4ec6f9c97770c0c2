// One import is enough for a program that calls Octopus.
@_exported public import OctopusCBOR
@_exported public import OctopusContract
@_exported public import OctopusContractIndex
@_exported public import OctopusMesh
