import OctopusServiceKit

/// What a prepared answer can say of a conversation, by the name that stands in its body.
enum CannedVariable: String, TextVariable {
    /// What people call the end user; nothing is known of a visitor.
    case customerName = "customer.name"
    /// What people call the operator who answers.
    case operatorName = "operator.name"
    case channelName = "channel.name"
}

/// The body of a prepared answer.
typealias CannedTemplate = TextTemplate<CannedVariable>
