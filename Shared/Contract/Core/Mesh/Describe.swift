/// What a service can be asked for.
public enum Describe: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/Describe",
        .read,
        "Lists the service's methods and events, with their shapes.",
        access: .program,
        routing: .none
    )

    public struct Request: Message {
        /// Makes a request.
        public init() {}
    }

    public typealias Reply = ServiceDescription
}
