import FoundationEssentials
import OctopusClient
import OctopusMIME

/// A mail in a spool folder.
struct SpooledMail {
    let file: String
    let mail: ReadMessage
}

/// The folder into which services put their mails in development.
enum SpoolFolder {
    /// The mails, the newest first.
    static func mails(in folder: String) throws -> [SpooledMail] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw Failure(.usage, "the folder \(folder) can't be read")
        }
        // A name begins with the milliseconds of the mail.
        let newest = names.filter { $0.hasSuffix(".eml") }.sorted(by: >).prefix(1000)
        return newest.compactMap { name in
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)")
            return bytes.map { SpooledMail(file: name, mail: ReadMessage(Array($0))) }
        }
    }
}

extension SpoolFolder {
    private static let pause: Duration = .milliseconds(50)

    /// The newest mail to an address whose text has these words; waits until there is one, since mails
    /// leave after the commit of what they tell.
    static func newest(
        to address: String,
        with words: String = "",
        in folder: String,
        within patience: Duration
    ) async throws -> SpooledMail {
        let deadline = ContinuousClock.now + patience
        while true {
            // Written as `Name <address>`, or alone.
            let found = try mails(in: folder).first { found in
                found.mail.to.contains(address)
                    && (words.isEmpty || found.mail.text.contains(words))
            }
            if let found { return found }
            guard ContinuousClock.now < deadline else {
                throw Failure(
                    .refused,
                    "no mail to \(address) is in \(folder)",
                    advice: "octopus mail says what waits, and why."
                )
            }
            try await Task.sleep(for: pause)
        }
    }
}

/// Shows mails of a spool folder.
enum SpoolPrinter {
    static func print(_ mails: [SpooledMail], in folder: String) {
        guard !mails.isEmpty else { return Console.print("The folder \(folder) has no mail.") }
        Console.print("\nIn \(folder); octopus mail --open N shows one:")
        var table = Table("N", "DATE", "TO", "SUBJECT")
        for (index, spooled) in mails.enumerated() {
            table.add(
                "\(index + 1)",
                spooled.mail.date,
                spooled.mail.to,
                spooled.mail.subject
            )
        }
        table.print()
    }

    static func show(_ number: Int, in folder: String, json isJSON: Bool) throws {
        let mails = try SpoolFolder.mails(in: folder)
        guard mails.indices.contains(number - 1) else {
            throw Failure(.usage, "there is no mail \(number): the folder has \(mails.count)")
        }
        show(mails[number - 1], json: isJSON)
    }

    static func show(_ spooled: SpooledMail, json isJSON: Bool) {
        guard !isJSON else { return Console.print(json(spooled).pretty) }
        for (name, value) in [
            ("Date", spooled.mail.date), ("From", spooled.mail.headers["from"] ?? ""),
            ("To", spooled.mail.to), ("Subject", spooled.mail.subject),
        ] {
            Console.print("\(name): \(TerminalText.safe(value))")
        }
        Console.print("")
        Console.printLines(TerminalText.safe(spooled.mail.text, keepsLines: true))
    }

    static func json(_ spooled: SpooledMail) -> JSONValue {
        let fields = [
            ("file", spooled.file), ("date", spooled.mail.date), ("to", spooled.mail.to),
            ("subject", spooled.mail.subject), ("text", spooled.mail.text),
        ]
        return .object(fields.map { JSONMember(name: $0.0, value: .string($0.1)) })
    }
}
