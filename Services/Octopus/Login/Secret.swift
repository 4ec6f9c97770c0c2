import ArgumentParser
import OctopusProgram

/// Passwords and codes, which never stand on the command line: others could read it there.
///
/// Several that are read from the input stand there a line each, in the order of the options' help.
enum Secret {
    /// Reads a secret from a file's first line, or asks for it on the terminal.
    ///
    /// - Parameters:
    ///   - file: The path, `-` for the standard input, nil to ask.
    ///   - question: What is asked.
    /// - Returns: The secret, never empty.
    /// - Throws: `Failure.usage` if there is neither.
    static func read(from file: String?, asking question: String) throws -> String {
        guard let file else {
            let answer = try Terminal.ask(question)
            guard !answer.isEmpty else { throw Failure(.usage, "nothing was given as a secret") }
            return answer
        }
        do {
            return try SecretFile.firstLine(of: file)
        } catch {
            throw Failure(.usage, "\(error)")
        }
    }

    /// Reads a password that is to be: a person types it twice.
    static func readNew(from file: String?) throws -> String {
        let first = try read(from: file, asking: "New password: ")
        guard file == nil else { return first }
        guard try read(from: nil, asking: "The same again: ") == first else {
            throw Failure(.usage, "the two are not the same; nothing was sent")
        }
        return first
    }
}

/// Where a command reads one's own password.
struct OwnPasswordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where your password is, - for the input; without it you are asked.",
            valueName: "file"
        ),
        completion: .file()
    )
    var passwordFile: String?

    func read() throws -> String {
        try Secret.read(from: passwordFile, asking: "Your password: ")
    }
}

/// Where a command reads a password that is to be.
struct NewPasswordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the new password is, - for the input (a line each); without it you are asked.",
            valueName: "file"
        ),
        completion: .file()
    )
    var newPasswordFile: String?

    func read() throws -> String { try Secret.readNew(from: newPasswordFile) }
}

/// Where a command reads a one-time code.
struct CodeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the one-time code is, - for the input (a line each); without it you are asked.",
            valueName: "file"
        ),
        completion: .file()
    )
    var codeFile: String?

    func read(_ question: String = "One-time code: ") throws -> String {
        try Secret.read(from: codeFile, asking: question)
    }
}
