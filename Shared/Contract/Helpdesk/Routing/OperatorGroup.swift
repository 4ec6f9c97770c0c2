public import OctopusContract

/// A group of a partner's chat operators, which rules name.
public struct OperatorGroup: Message {
    /// Its identifier.
    public let id: OperatorGroupID
    /// Rises with each change.
    public let version: Int64
    /// What the partner calls it.
    public let name: String
    /// Who is in it; those who are no operators any more have dropped out.
    public let operatorIds: [UserID]

    /// Makes one from its fields.
    public init(id: OperatorGroupID, version: Int64, name: String, operatorIds: [UserID]) {
        self.id = id
        self.version = version
        self.name = name
        self.operatorIds = operatorIds
    }
}

/// Makes a group of operators.
public enum CreateOperatorGroup: Method {
    public typealias Reply = OperatorGroup

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/CreateOperatorGroup",
        .command,
        "Makes a group of the partner's chat operators.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .groupNameTaken, .routingFull, .partnerSuspended]
    )

    public struct Request: Message {
        /// What to call it; case, accents and width make no other name.
        public let name: String
        /// Who is in it, each once.
        public let operatorIds: [UserID]

        /// Makes a request.
        public init(name: String, operatorIds: [UserID]) {
            self.name = name
            self.operatorIds = operatorIds
        }
    }
}

extension CreateOperatorGroup.Request {
    public static let limits: [FieldLimit<Self>] = [.text("name", \.name, RoutingLimits.name)]
}

/// Replaces a group's name and operators; what waits by a rule that names it waits for its new ones.
public enum EditOperatorGroup: Method {
    public typealias Reply = OperatorGroup

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditOperatorGroup",
        .command,
        "Replaces the name and the operators of a group.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .groupNameTaken, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let groupId: OperatorGroupID
        /// The version that was read.
        public let version: Int64
        /// What to call it.
        public let name: String
        /// Who is in it from now on.
        public let operatorIds: [UserID]

        /// Makes a request.
        public init(groupId: OperatorGroupID, version: Int64, name: String, operatorIds: [UserID]) {
            self.groupId = groupId
            self.version = version
            self.name = name
            self.operatorIds = operatorIds
        }
    }
}

extension EditOperatorGroup.Request {
    public static let limits: [FieldLimit<Self>] = [.text("name", \.name, RoutingLimits.name)]
}

/// Deletes a group, once no rule names it.
public enum DeleteOperatorGroup: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/DeleteOperatorGroup",
        .command,
        "Deletes a group of operators; refused while a routing rule names it.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let groupId: OperatorGroupID

        /// Makes a request.
        public init(groupId: OperatorGroupID) {
            self.groupId = groupId
        }
    }
}

/// Lists a partner's groups of operators.
public enum ListOperatorGroups: Method {
    public typealias Request = RoutingList
    public typealias Reply = Page<OperatorGroup>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListOperatorGroups",
        .read,
        "Lists the partner's groups of operators, by name.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.administratorsOnly]
    )
}
