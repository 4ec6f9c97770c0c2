import OctopusClient
import OctopusContract
import Testing

struct FieldRuleTests {
    @Test func `Limits are printed at their fields`() throws {
        let recorder = ShapeRecorder()
        try recorder.record(Ordered.self)
        let lines = recorder.types.filter { $0.name.hasSuffix("Ordered") }
            .flatMap(ContractText.lines)
        #expect(
            lines.dropFirst() == [
                "  amount: 1..5,",
                "  ? note: tstr .size (1..12),  ;@ line, 1..3 characters",
                "  words: [1*4 tstr .size (0..8)],  ;@ typed",
                "  password: tstr .size (15..64),  ;@ password, at least 15 characters",
                "  ? limit: 1..100,  ;@ default 50",
                "  ? all: bool,  ;@ default false",
                "  token: tstr,  ;@ good for 5 ms",
                "}",
            ]
        )
    }

    @Test func `Examples keep the limits`() throws {
        let example = try ShapeRecorder.example(of: Ordered.self)
        #expect(example.password.count >= 15)
        #expect((1...5).contains(example.amount))
    }

    @Test func `A limit of what is not there is found, and so is one of another type`() {
        #expect(throws: RecordingError.self) { try ShapeRecorder.shape(of: Misnamed.self) }
        #expect(throws: RecordingError.self) { try ShapeRecorder.shape(of: Mistyped.self) }
        #expect(throws: RecordingError.self) { try ShapeRecorder.shape(of: Misplaced.self) }
    }

    @Test func `A rule comes back as it was told`() throws {
        let rule = try #require(Ordered.limits.first { $0.name == "note" }?.rule)
        #expect(rule.texts == .line(1...3))
        #expect(rule.numbers == nil)
        #expect(Ordered.limits.first?.rule?.numbers == 1...5)
    }

    @Test func `The words of access have their meaning in the contract`() throws {
        let text = try ContractText.text(of: ContractIndex.services)
        let rules: [AccessRule] = [
            .program, .installation, .tenantUser(.points, .view), .partnerUser(.points, .view),
            .endUser, .user, .anybody, .service, .visitor,
        ]
        for rule in rules {
            let word = try #require(AccessWord.of(rule.text))
            #expect(text.contains(";@ access \(word.word) \(word.meaning)"))
        }
        #expect(rules.count == AccessWord.all.count)
    }
}

private struct Ordered: Message {
    let amount: Int64
    let note: String?
    let words: [String]
    let password: String
    let limit: Int64?
    let all: Bool?
    let token: String

    static let limits: [FieldLimit<Self>] = [
        .number("amount", \.amount, 1...5),
        .text("note", \.note, .line(1...3)),
        .texts("words", \.words, 1...4, each: .typed(bytes: 8)),
        .text("password", \.password, .password(characters: 15, bytes: 64)),
        .number("limit", \.limit, 1...100, standard: 50),
        .standard("all", "false"),
        .life("token", milliseconds: 5),
    ]
}

private struct Misnamed: Message {
    let amount: Int64

    static let limits: [FieldLimit<Self>] = [.number("amont", \.amount, 1...5)]
}

private struct Mistyped: Message {
    let amount: String

    static let limits: [FieldLimit<Self>] = [.number("amount", { Int64($0.amount) ?? 0 }, 1...5)]
}

private struct Misplaced: Message {
    let amount: Int64

    static let limits: [FieldLimit<Self>] = [.inside("amount") { _ in Misnamed(amount: 1) }]
}
