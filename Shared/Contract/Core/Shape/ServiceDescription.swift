/// What a service answers and tells, for a program that was not built with it.
public struct ServiceDescription: Message {
    /// The service's name.
    public let service: String
    /// Its methods and those that every service has.
    public let methods: [MethodDescription]
    /// Its kinds of events.
    public let events: [EventDescription]
    /// Every type that the methods and events name.
    public let types: [TypeDescription]

    /// Makes one from its fields.
    public init(
        service: String,
        methods: [MethodDescription],
        events: [EventDescription],
        types: [TypeDescription]
    ) {
        self.service = service
        self.methods = methods
        self.events = events
        self.types = types
    }

    /// Describes several contracts under one name: a service's own, and that of every service.
    ///
    /// - Throws: `RecordingError` if a message breaks a convention.
    public init(service: String, of contracts: ServiceContract...) throws {
        let recorder = ShapeRecorder()
        let methods = contracts.flatMap(\.methods)
        let events = contracts.flatMap(\.events)
        self.init(
            service: service,
            methods: try methods.map { try MethodDescription($0, recorder) },
            events: try events.map { try EventDescription($0, recorder) },
            types: recorder.types
        )
    }
}

/// A method, as data.
public struct MethodDescription: Message {
    /// As `loyalty.v1/AwardPoints`.
    public let name: String
    /// Whether it reads, waits or changes something.
    public let kind: MethodKind
    /// One sentence.
    public let summary: String
    /// Any one of these suffices, as `partnerUser(points, update)`.
    public let access: [String]
    /// Present and true if somebody who acts in another person's place is refused.
    public let refusesImpersonators: Bool?
    /// What its routing key names.
    public let routing: Routing
    /// Whether a password, a token or a code travels with it.
    public let carriesSecrets: Bool
    /// Present and false if the audit has no entry of each time that it was done.
    public let isAudited: Bool?
    /// The refusals of its own.
    public let reasons: [ReasonDescription]
    /// What is sent.
    public let request: Shape
    /// What comes back.
    public let reply: Shape

    init<M: Method>(_ method: M.Type, _ recorder: ShapeRecorder) throws {
        let declaration = M.declaration
        name = declaration.name
        kind = declaration.kind
        summary = declaration.summary
        access = declaration.access.rules.map(\.text)
        refusesImpersonators = declaration.access.refusesImpersonators ? true : nil
        routing = declaration.routing
        carriesSecrets = declaration.carriesSecrets
        isAudited = declaration.isAudited ? nil : false
        reasons = declaration.reasons.map(ReasonDescription.init)
        request = try recorder.record(M.Request.self)
        reply = try recorder.record(M.Reply.self)
    }
}

/// Why something is refused, as data.
public struct ReasonDescription: Message {
    /// As `insufficientPoints`.
    public let word: String
    /// As `FAILED_PRECONDITION`.
    public let status: String
    /// One sentence: when it is given.
    public let meaning: String

    /// Describes a reason.
    public init(_ reason: Reason) {
        word = reason.word
        status = reason.status.name
        meaning = reason.meaning
    }
}

/// A kind of event, as data.
public struct EventDescription: Message {
    /// As `identity.v1/EndUserChanged`.
    public let kind: String
    /// Whether it bears a state or tells a fact.
    public let sort: EventSort
    /// Whether it ends sessions or changes what somebody may do.
    public let isSecurity: Bool
    /// Present and true if it is told to programs alone: a call with a person reads it by no mesh method.
    public let isForPrograms: Bool?
    /// One sentence.
    public let summary: String
    /// Its fields.
    public let body: Shape
    /// Its personal fields.
    public let personal: Shape

    init<E: Event>(_ event: E.Type, _ recorder: ShapeRecorder) throws {
        let declaration = E.declaration
        kind = declaration.kind
        sort = declaration.sort
        isSecurity = declaration.isSecurity
        isForPrograms = declaration.isForPrograms ? true : nil
        summary = declaration.summary
        body = try recorder.record(E.self)
        personal = try recorder.record(E.Personal.self)
    }
}

extension AccessRule {
    /// The rule as the contract prints it: `tenantUser(points, view)`.
    public var text: String {
        switch self {
        case .program: "program"
        case .installation: "installation"
        case .tenantUser(let product, let level): "tenantUser(\(product), \(level))"
        case .partnerUser(let product, let level): "partnerUser(\(product), \(level))"
        case .endUser: "endUser"
        case .user: "user"
        case .anybody: "anybody"
        case .service: "service"
        case .visitor: "visitor"
        }
    }
}
