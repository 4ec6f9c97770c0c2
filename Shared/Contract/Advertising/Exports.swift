// Who knows this contract needs its envelope, too.
@_exported public import OctopusContract
