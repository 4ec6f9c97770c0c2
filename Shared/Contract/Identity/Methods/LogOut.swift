public import OctopusContract

/// Ends the caller's session; its tokens are refused everywhere within a second.
public enum LogOut: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/LogOut",
        .command,
        "Ends the session of the token that it is called with.",
        access: .anyOf(.anybody),
        routing: .tenant
    )

    public typealias Request = Empty

    public typealias Reply = Empty
}
