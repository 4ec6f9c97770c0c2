import OctopusIdentityContract
import OctopusServiceKit

/// What a tenant decides about an attribute, read in one form.
struct AttributeFields {
    let name: String
    /// Nil unless the kind is `choice`.
    let choices: [String]?

    /// - Throws: `invalid`, with everything that is wrong at once.
    init(_ name: String, _ choices: [String]?, of kind: AttributeKind) throws(Refusal) {
        var fields = FieldRules()
        self.name = fields.text(name, "name", ProfileLimits.attributeName)
        if kind == .choice {
            self.choices = Self.read(choices ?? [], &fields)
        } else {
            self.choices = nil
            fields.require(
                choices == nil,
                "choices",
                .together,
                "Only an attribute of the kind choice has choices."
            )
        }
        try fields.check()
    }

    private static func read(_ choices: [String], _ fields: inout FieldRules) -> [String] {
        guard (1...ProfileLimits.choices).contains(Int64(choices.count)) else {
            fields.refuse("choices", .count, "It must have 1 to \(ProfileLimits.choices) elements.")
            return []
        }
        var keys: Set<String> = []
        return choices.enumerated().map { index, choice in
            let text = fields.text(choice, "choices[\(index)]", ProfileLimits.choice)
            fields.require(
                keys.insert(Folding.key(text)).inserted,
                "choices[\(index)]",
                .once,
                "Another choice is called so; case and accents make no difference."
            )
            return text
        }
    }
}
