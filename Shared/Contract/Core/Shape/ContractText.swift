/// The whole contract as one CDDL file (RFC 8610), which programs in any language can read.
///
/// Maps are closed and choices are group choices by `kind`, since that is what validators handle
/// reliably; that a reader ignores unknown keys is the protocol's rule. What CDDL can't say stands
/// in comments that begin with `;@`, a line each, so that they can be read as well.
public struct ContractText: Sendable {
    private var lines: [String] = []

    /// The text of some contracts, with the frames that carry them.
    ///
    /// - Throws: `RecordingError` if a message breaks a convention.
    public static func text(of contracts: [ServiceContract]) throws -> String {
        var text = ContractText()
        text.appendPreamble()
        text.appendFrames()
        let recorder = ShapeRecorder()
        try recorder.record(ErrorReply.self)
        text.appendReasons()
        text.appendAccess()
        for contract in contracts where !contract.methods.isEmpty || !contract.events.isEmpty {
            try text.append(contract, recorder)
        }
        text.appendTypes(recorder.types)
        return text.lines.joined(separator: "\n") + "\n"
    }

    /// Tells two contracts apart: the FNV-1a hash of the text, 128 bits.
    ///
    /// It is made for noticing a difference, not against an adversary; so the contract needs no
    /// cryptography.
    public static func hash(of text: String) -> [UInt8] {
        let prime: UInt128 = 1 << 88 | 0x13B
        let basis: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        let hash = text.utf8.reduce(basis) { ($0 ^ UInt128($1)) &* prime }
        return (0..<16).map { UInt8(truncatingIfNeeded: hash >> (120 - 8 * $0)) }
    }

    private mutating func appendPreamble() {
        lines += [
            "; The contract of Octopus, printed by `octopus contract`. Do not edit.",
            "; It only grows within a version: fields are added as optional ones, nothing is renamed,",
            "; retyped or used again. Readers ignore keys that they do not know.",
            "; A text's .size is of its bytes in UTF-8; behind ;@ stands what is asked of it besides.",
            "",
            "uuid = #6.37(bstr .size 16)",
            "instant = int  ; milliseconds since 1970 in UTC",
        ]
    }

    private mutating func appendFrames() {
        lines += [
            "",
            "; ---- frames: 'O' 'M', version 1, kind, header length (4 bytes), header, body ----",
            "",
            "log-position = [service: tstr, shard: uint, epoch: uuid, seq: uint]",
        ]
        for kind in FrameKind.allCases {
            lines += [
                "", ";@ frame \(kind.rawValue) \(kind.name) \(kind.sender) header=\(kind.ruleName)",
                "\(kind.ruleName) = {",
            ]
            let keys =
                kind.requiredKeys.map { ($0, true) } + kind.optionalKeys.map { ($0, false) }
            for (key, isRequired) in keys {
                let field = "\(isRequired ? "" : "? ")\(key.rawValue): \(key.cddlType),"
                lines.append("  \(field)  ; \(key.name): \(key.meaning)")
            }
            lines.append("}")
        }
    }

    private mutating func appendReasons() {
        lines += [
            "", "; ---- refusals that any method can give; the body is an ErrorReply ----", "",
        ]
        for reason in Reason.common {
            lines.append(";@ reason \(reason.word) \(reason.status.name) \(reason.meaning)")
        }
    }

    private mutating func appendAccess() {
        lines += [
            "", "; ---- who may call a method: any one of its access words suffices ----", "",
        ]
        lines += AccessWord.all.map { ";@ access \($0.word) \($0.meaning)" }
    }

    private mutating func append(
        _ contract: ServiceContract,
        _ recorder: ShapeRecorder
    ) throws {
        lines += ["", "; ---- \(contract.name) ----"]
        for method in contract.methods {
            append(try MethodDescription(method, recorder))
        }
        for event in contract.events {
            let event = try EventDescription(event, recorder)
            lines += [
                "", "; \(event.summary)",
                ";@ event \(event.kind) \(event.sort) security=\(event.isSecurity ? "yes" : "no")"
                    + " body=\(event.body.cddl) personal=\(event.personal.cddl)"
                    + (event.isForPrograms == true ? " persons=no" : ""),
            ]
        }
    }

    private mutating func append(_ method: MethodDescription) {
        lines += [
            "", "; \(method.summary)",
            ";@ method \(method.name) \(method.kind) routing=\(method.routing)"
                + " secrets=\(method.carriesSecrets ? "yes" : "no")"
                + " request=\(method.request.cddl) reply=\(method.reply.cddl)"
                + (method.isAudited == false ? " audited=no" : "")
                + (method.refusesImpersonators == true ? " impersonators=no" : "")
                + " access=\(method.access.joined(separator: " / "))",
        ]
        for reason in method.reasons {
            lines.append(";@ refuses \(reason.word) \(reason.status) \(reason.meaning)")
        }
    }

    private mutating func appendTypes(_ types: [TypeDescription]) {
        lines += ["", "; ---- types ----", ""]
        var identifiers: Set<String> = []
        for type in types { type.form.collectIdentifiers(into: &identifiers) }
        for identifier in identifiers.sorted() { lines.append("\(identifier) = uuid") }
        for type in types.sorted(by: { $0.name < $1.name }) {
            lines += [""] + Self.lines(for: type)
        }
    }

    /// One type's rule, a line for each field.
    public static func lines(for type: TypeDescription) -> [String] {
        switch type.form {
        case .enumeration(let values):
            ["\(type.name) = " + Self.choice(values.map { "\"\($0)\"" })]
        case .fields([]): ["\(type.name) = {}"]
        case .fields(let fields):
            ["\(type.name) = {"] + fields.map { "  \($0.cddl),\($0.remark)" } + ["}"]
        case .choice(let cases): lines(for: type.name, cases)
        }
    }

    /// One of these; in brackets, without which some validators take only the first in a list.
    private static func choice(_ values: [String]) -> String {
        values.count == 1 ? values[0] : "(" + values.joined(separator: " / ") + ")"
    }

    /// Without a comma before `//`, which some parsers do not take.
    private static func lines(for name: String, _ cases: [ChoiceCase]) -> [String] {
        var lines = ["\(name) = {"]
        for (index, choice) in cases.enumerated() {
            let entries =
                [("kind: \"\(choice.value)\"", "")] + choice.fields.map { ($0.cddl, $0.remark) }
            lines += entries.dropLast().map { "  \($0)," + $1 }
            lines += entries.suffix(1).map { "  \($0)\($1)" }
            lines.append(index == cases.count - 1 ? "}" : "//")
        }
        return lines
    }
}

extension FrameKind {
    /// The name of its header's rule.
    var ruleName: String { "\(self)-header" }
}

extension FieldDescription {
    fileprivate var cddl: String {
        // A key that is named like a type of CDDL's is taken for that type by some validators.
        let key = Self.prelude.contains(name) ? "\"\(name)\"" : name
        return "\(isRequired ? "" : "? ")\(key): \(rule?.cddl(of: shape) ?? shape.cddl)"
    }

    /// Types that every CDDL has (RFC 8610, appendix D), of those that could be a field's name.
    private static let prelude: Set<String> = [
        "any", "bigint", "bool", "bstr", "bytes", "decfrac", "false", "float", "int", "integer",
        "nil", "nint", "null", "number", "regexp", "tdate", "text", "time", "true", "tstr", "uint",
        "undefined", "unsigned", "uri",
    ]

    /// What CDDL can't say of the field's rule, behind it in its line.
    fileprivate var remark: String {
        guard let words = rule?.words, !words.isEmpty else { return "" }
        return "  ;@ " + words.joined(separator: ", ")
    }
}

extension Shape {
    /// The shape as CDDL.
    public var cddl: String {
        switch self {
        case .text: "tstr"
        case .boolean: "bool"
        case .double: "float64"
        case .bytes: "bstr"
        case .instant: "instant"
        // Validators know ranges of unsigned numbers only.
        case .integer(0, let maximum) where maximum < .max: "0..\(maximum)"
        case .integer: "int"
        case .uuid(let name): name ?? "uuid"
        case .array(let element): "[* \(element.cddl)]"
        case .dictionary(let element): "{ * tstr => \(element.cddl) }"
        case .named(let name): name
        }
    }

    fileprivate func collectIdentifiers(into names: inout Set<String>) {
        switch self {
        case .uuid(.some(let name)): names.insert(name)
        case .array(let element), .dictionary(let element):
            element.collectIdentifiers(into: &names)
        default: break
        }
    }
}

extension TypeForm {
    fileprivate func collectIdentifiers(into names: inout Set<String>) {
        switch self {
        case .enumeration: break
        case .fields(let fields):
            for field in fields { field.shape.collectIdentifiers(into: &names) }
        case .choice(let cases):
            for field in cases.flatMap(\.fields) { field.shape.collectIdentifiers(into: &names) }
        }
    }
}
