import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus chat take`.
struct ChatTakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take",
        abstract: "Takes a conversation, unless another operator has it."
    )

    @OptionGroup var step: ConversationStepOptions

    func run() async throws { try await step.take(TakeConversation.self) }
}

/// The command `octopus chat release`.
struct ChatReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Gives a conversation back to the queue, behind those that wait."
    )

    @OptionGroup var step: ConversationStepOptions

    func run() async throws { try await step.take(ReleaseConversation.self) }
}

/// The command `octopus chat finish`.
struct ChatFinishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish",
        abstract: "Closes a conversation; it goes on with the next message of who writes in it."
    )

    @OptionGroup var step: ConversationStepOptions

    func run() async throws { try await step.take(FinishConversation.self) }
}

/// A conversation, and what is done with it.
struct ConversationStepOptions: ParsableArguments {
    @Argument(help: "The conversation's id, or who writes in it.")
    var conversation: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func take<M: Method>(_ method: M.Type) async throws
    where M.Request == ConversationChoice, M.Reply == ConversationStanding {
        let standing = try await connection.open().use { session in
            let found = try await NamedConversation.find(conversation, session)
            return try await session.asUser(method, .init(conversationId: found.id))
        }
        try output.show(standing, ConversationPrinter.print)
    }
}

/// The command `octopus chat transfer`.
struct ChatTransferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer",
        abstract: "Gives a conversation to another operator who is there and has room."
    )

    @Argument(help: "The conversation's id, or who writes in it.")
    var conversation: String

    @Argument(help: "The operator's id or name: see octopus chat operators.")
    var to: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let standing = try await connection.open().use { session in
            let found = try await NamedConversation.find(conversation, session)
            let agent = try await NamedOperator.find(to, session)
            return try await session.asUser(
                TransferConversation.self,
                .init(conversationId: found.id, agentId: agent.userId)
            )
        }
        try output.show(standing, ConversationPrinter.print)
    }
}

/// The command `octopus chat say`.
struct ChatSayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "say",
        abstract: "Writes into a conversation; an answer to what waits takes it."
    )

    @Argument(help: "The conversation's id, or who writes in it.")
    var conversation: String

    @Argument(help: "What to say, or - for the input; a coupon or a promo needs no words.")
    var text: String?

    @Option(help: ArgumentHelp("A published coupon to offer.", valueName: "id"))
    var coupon: CouponID?

    @Option(help: ArgumentHelp("A live promo to show.", valueName: "id"))
    var promo: PromoID?

    @Option(
        help: ArgumentHelp(
            "What you call the message: said again under the same name, it is stored once.",
            valueName: "name"
        )
    )
    var clientID: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard text != nil || coupon != nil || promo != nil else {
            throw ValidationError("Say something, or offer something: --coupon or --promo.")
        }
    }

    func run() async throws {
        let words = try text == "-" ? Input.text(of: "-", atMost: 64 << 10) : text
        let said = try await connection.open().use { session in
            let found = try await NamedConversation.find(conversation, session)
            return try await session.asUser(
                PostMessage.self,
                .init(
                    conversationId: found.id,
                    clientId: clientID ?? "\(IdempotencyKey.make())",
                    text: words,
                    couponId: coupon,
                    promoId: promo
                )
            )
        }
        try output.show(said) { said in
            Console.print("\(said.seq)  \(InstantText.text(of: said.at) ?? "")")
        }
    }
}
