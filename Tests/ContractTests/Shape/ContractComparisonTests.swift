import OctopusClient
import Testing

struct ContractComparisonTests {
    static let older = """
        ;@ method loyalty.v1/Give command routing=partner secrets=no request=Give.Request reply=Give.Reply access=program
        ;@ refuses poor FAILED_PRECONDITION There is too little.
        ;@ event loyalty.v1/Given fact security=no body=Give.Reply personal=Empty persons=no

        Give.Request = {
          amount: int,
          ? note: tstr,
          rule: Rule,
        }

        Give.Reply = {
          balance: int,
        }

        Rule = {
          kind: "all",
          rules: [* Rule]
        //
          kind: "least",
          points: int
        }

        Level = "view" / "full"
        """

    @Test func `The same contract has no changes`() {
        #expect(ContractComparison(from: Self.older, to: Self.older).isEmpty)
    }

    @Test(arguments: [
        ("  ? note: tstr,\n", "", "Give.Request.note was removed or renamed"),
        ("amount: int", "amount: tstr", "Give.Request.amount was int, is tstr"),
        ("? note", "note", "Give.Request.note was optional, is required"),
        ("balance: int,", "? balance: int,", "Give.Reply.balance was always there, is optional"),
        (
            "balance: int,", "balance: int,\n  total: int,",
            "Give.Reply.total is new and required; add it as optional"
        ),
        ("\"view\" / ", "", "Level: \"view\" was removed"),
        ("\"least\"", "\"most\"", "Rule(least) was removed or renamed"),
        ("amount: int", "amount: 1..100", "Give.Request.amount was unlimited, is 1..100"),
        (
            "note: tstr", "note: tstr .size (0..8),  ;@ line, 0..2 characters",
            "Give.Request.note was unlimited, is 0..8"
        ),
        ("points: int", "points: tstr", "Rule(least).points was int, is tstr"),
        ("Give.Reply = {", "Gave.Reply = {", "Give.Reply was removed or renamed"),
        ("v1/Give", "v1/Gave", "method loyalty.v1/Give was removed or renamed"),
        (
            "routing=partner", "routing=tenant",
            "method loyalty.v1/Give: routing was partner, is tenant"
        ),
        (
            "poor FAILED_PRECONDITION", "poor NOT_FOUND",
            "refusal poor of loyalty.v1/Give: status was FAILED_PRECONDITION, is NOT_FOUND"
        ),
    ])
    func `What older programs would fall over is breaking`(
        part: String,
        changed: String,
        expected: String
    ) {
        let newer = Self.older.replacing(part, with: changed)
        let comparison = ContractComparison(from: Self.older, to: newer)
        #expect(comparison.breaking.contains(expected))
    }

    @Test(arguments: [
        ("  ? note: tstr,\n", "  ? note: tstr,\n  ? more: int,\n", "Give.Request.more is new"),
        ("  amount: int", "  ? amount: int", "Give.Request.amount is no longer required"),
        ("balance: int", "balance: 0..9", "Give.Reply.balance was unlimited, is 0..9"),
        ("\"view\" / ", "\"view\" / \"update\" / ", "Level: \"update\" is new"),
        ("points: int\n", "points: int\n//\n  kind: \"any\"\n", "Rule(any) is new"),
        ("Level =", "Colour = \"red\"\nLevel =", "Colour is new"),
        (
            "too little", "not enough",
            "refusal poor of loyalty.v1/Give: meaning was There is too little., is There is not enough."
        ),
        (
            "access=program", "access=program / endUser",
            "method loyalty.v1/Give: access was program, is program / endUser"
        ),
        (" persons=no", "", "event loyalty.v1/Given: persons was no, is gone"),
    ])
    func `What older programs do not notice is additive`(
        part: String,
        changed: String,
        expected: String
    ) {
        let newer = Self.older.replacing(part, with: changed)
        let comparison = ContractComparison(from: Self.older, to: newer)
        #expect(comparison.breaking == [])
        #expect(comparison.additive == [expected])
    }

    @Test func `An event that is for programs only is printed as such, another one is not`() throws
    {
        let text = try ContractText.text(
            of: [ServiceContract(methods: [], events: [ThingReviewed.self, ThingShown.self])]
        )
        let facts = text.split(separator: "\n").filter { $0.hasPrefix(";@ event ") }.map(
            String.init
        )
        let told = ";@ event sample.v1/Thing"
        #expect(
            facts == [
                told + "Reviewed fact security=no body=ThingReviewed personal=Empty persons=no",
                told + "Shown fact security=no body=ThingShown personal=Empty",
            ]
        )
    }
}

struct ThingReviewed: Event {
    static let declaration = EventDeclaration(
        "sample.v1/ThingReviewed",
        .fact,
        "Something was reviewed.",
        isForPrograms: true
    )
    let count: Int
}

struct ThingShown: Event {
    static let declaration = EventDeclaration("sample.v1/ThingShown", .fact, "Something was shown.")
    let count: Int
}
