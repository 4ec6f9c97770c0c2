import ArgumentParser

/// The question before something that can't be undone.
struct ConfirmOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do it without asking.")
    var yes = false

    /// - Throws: `Failure.usage` if the answer is not yes, or nobody is there to give one.
    func demand(_ question: String) throws {
        guard !yes else { return }
        let answer: String
        do {
            let question = "\(TerminalText.safe(question)) Type yes: "
            answer = try Terminal.ask(question, isShown: true)
        } catch let failure as Failure {
            throw Failure(
                .usage,
                "it can't be undone, and \(failure.message)",
                advice: "Give --yes to do it without being asked. Nothing was done."
            )
        }
        guard answer.lowercased() == "yes" else {
            throw Failure(.usage, "not confirmed; nothing was done")
        }
    }
}
