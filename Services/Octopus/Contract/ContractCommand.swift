import ArgumentParser
import OctopusClient

/// The command `octopus contract`.
struct ContractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Prints every method, message, event and refusal as CDDL (RFC 8610).",
        discussion: """
            With --since it prints instead what changed since an older contract, and ends with 1 if \
            programs that were built with the older one would fall over.
            """
    )

    @Option(help: ArgumentHelp("An older contract.", valueName: "file"))
    var since: String?

    func run() throws {
        let text = try ContractText.text(of: ContractIndex.services)
        guard let since else {
            Console.printLines(text)
            return
        }
        let older = try Input.text(of: since, atMost: 16 << 20)
        guard older.contains(";@ method ") else {
            throw Failure(.usage, "\(since) is no contract that octopus printed")
        }
        let comparison = ContractComparison(from: older, to: text)
        for change in comparison.breaking { Console.print("breaking  \(change)") }
        for change in comparison.additive { Console.print("additive  \(change)") }
        guard comparison.breaking.isEmpty else {
            throw Failure(.refused, "the contract breaks programs built with \(since)")
        }
    }
}
