public import OctopusContract

/// The program that delivers a tenant's messages to phones.
public struct MessageProgram: Message {
    /// The program; absent while there is none.
    public let principalId: PrincipalID?

    /// Makes one from its fields.
    public init(principalId: PrincipalID?) {
        self.principalId = principalId
    }
}

/// Tells which program delivers the tenant's messages to phones.
public enum GetMessageProgram: Method {
    public typealias Request = Empty
    public typealias Reply = MessageProgram

    public static let declaration = MethodDeclaration(
        "identity.v1/GetMessageProgram",
        .read,
        "The one program that delivers messages to end users' phones.",
        access: .anyOf(.tenantUser(.users, .view)),
        routing: .tenant
    )
}

/// Chooses the program that delivers the tenant's messages to phones.
///
/// What it delivers can open every wallet with a phone, so there is one at a time, and it is one of the
/// tenant's own. From then on messages are sealed to its key. It reads them by `mesh.v1/ReadEvents`, with
/// the grants `mesh.v1/ReadEvents:identity.v1/LoginCodeToDeliver` and `mesh.v1/ReadPersonal`.
public enum SetMessageProgram: Method {
    public typealias Request = MessageProgram
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "identity.v1/SetMessageProgram",
        .command,
        "Chooses the one program that delivers messages to end users' phones, or none.",
        access: .anyOf(.tenantUser(.users, .full)).refusingImpersonators,
        routing: .tenant
    )
}
