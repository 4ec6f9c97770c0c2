import OctopusProgram

/// Passwords and codes, which never stand on the command line: others could read it there.
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
}
