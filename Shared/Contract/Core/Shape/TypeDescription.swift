/// A map, a choice or an enumeration, by its name in the contract.
public struct TypeDescription: Message {
    /// As `AwardPoints.Request`.
    public let name: String
    /// What it consists of.
    public let form: TypeForm

    /// Makes one from its fields.
    public init(name: String, form: TypeForm) {
        self.name = name
        self.form = form
    }
}

/// The three forms of types that have names.
public enum TypeForm: Message {
    /// A map with these fields.
    case fields([FieldDescription])
    /// A map whose field `kind` says which further fields it has.
    case choice([ChoiceCase])
    /// One of these texts. A reader keeps one that it does not know.
    case enumeration([String])

    enum Kind: String, Codable, CaseIterable { case fields, choice, enumeration }

    enum CodingKeys: String, CodingKey { case kind, fields, cases, values }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .fields:
            self = .fields(try container.decode([FieldDescription].self, forKey: .fields))
        case .choice: self = .choice(try container.decode([ChoiceCase].self, forKey: .cases))
        case .enumeration:
            self = .enumeration(try container.decode([String].self, forKey: .values))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .fields(let fields):
            try container.encode(Kind.fields, forKey: .kind)
            try container.encode(fields, forKey: .fields)
        case .choice(let cases):
            try container.encode(Kind.choice, forKey: .kind)
            try container.encode(cases, forKey: .cases)
        case .enumeration(let values):
            try container.encode(Kind.enumeration, forKey: .kind)
            try container.encode(values, forKey: .values)
        }
    }
}

/// A field of a map.
public struct FieldDescription: Message {
    /// As it stands on the wire.
    public let name: String
    /// What it looks like on the wire.
    public let shape: Shape
    /// A field that is not required may be absent; it is never null.
    public let isRequired: Bool
    /// What it may hold beyond its shape.
    public let rule: FieldRule?

    /// Makes one from its fields.
    public init(name: String, shape: Shape, isRequired: Bool, rule: FieldRule? = nil) {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
        self.rule = rule
    }
}

/// What a choice has beside `kind`, for one value of it.
public struct ChoiceCase: Message {
    /// The value of `kind`.
    public let value: String
    /// What stands beside `kind`.
    public let fields: [FieldDescription]

    /// Makes one from its fields.
    public init(value: String, fields: [FieldDescription]) {
        self.value = value
        self.fields = fields
    }
}
