/// The words of a command line, told apart.
///
/// The library's own provider splits values at commas and takes every flag there is; a name with
/// a comma would be torn, and a misspelt flag would pass in silence.
struct CommandLineFlags: Sendable, Hashable {
    /// What to do instead of serving; nil to serve.
    private(set) var command: String?
    /// By key, as it was written.
    private(set) var values: [String: String] = [:]
    private(set) var configFile: String?
    private(set) var wantsHelp = false
    private(set) var wantsConfiguration = false
    private(set) var wantsVersion = false

    /// Reads the words after the program's name.
    ///
    /// - Throws: `ConfigurationFault` for a flag that is unknown, secret, twice there or without value.
    init(_ words: [String], table: (_ command: String?) -> [Setting]?) throws(ConfigurationFault) {
        var rest = words[...]
        if let first = rest.first, !first.hasPrefix("-") {
            command = first
            rest = rest.dropFirst()
        }
        guard let settings = table(command) else {
            throw ConfigurationFault("there is no command \(command ?? ""); see --help")
        }
        while let word = rest.popFirst() {
            try take(word, &rest, settings)
        }
    }

    private mutating func take(
        _ word: String,
        _ rest: inout ArraySlice<String>,
        _ settings: [Setting]
    ) throws(ConfigurationFault) {
        switch word {
        case "--help", "-h":
            wantsHelp = true
            return
        case "--version":
            wantsVersion = true
            return
        case "--print-config":
            wantsConfiguration = true
            return
        default: break
        }
        guard word.hasPrefix("--") else {
            throw ConfigurationFault("\(word) is not a flag: flags begin with --; see --help")
        }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let flag = String(parts[0])
        let inline = parts.count == 2 ? String(parts[1]) : nil
        if flag == "--config" {
            configFile = try value(of: flag, inline, &rest)
            return
        }
        guard let setting = settings.first(where: { $0.flag == flag }) else {
            throw ConfigurationFault("there is no flag \(flag)\(Self.hint(flag, settings))")
        }
        guard !setting.isSecret else {
            throw ConfigurationFault(
                "\(flag) would show a secret to every user of the machine: set it in the file of "
                    + "--config or as \(setting.environmentName)"
            )
        }
        guard values[setting.key] == nil else {
            throw ConfigurationFault("\(flag) is there twice")
        }
        if case .boolean = setting.type, inline == nil, rest.first?.hasPrefix("--") ?? true {
            values[setting.key] = "true"
        } else {
            values[setting.key] = try value(of: flag, inline, &rest)
        }
    }

    private func value(
        of flag: String,
        _ inline: String?,
        _ rest: inout ArraySlice<String>
    ) throws(ConfigurationFault) -> String {
        guard let value = inline ?? rest.popFirst() else {
            throw ConfigurationFault("\(flag) needs a value")
        }
        return value
    }

    private static func hint(_ flag: String, _ settings: [Setting]) -> String {
        let close = settings.map(\.flag).filter { $0.hasPrefix(flag) || flag.hasPrefix($0) }
        return close.first.map { "; did you mean \($0)?" } ?? "; see --help"
    }
}

extension Setting {
    /// As `--mesh-key-file`.
    package var flag: String { "--" + key.replacing(".", with: "-") }

    /// As `OCTOPUS_MESH_KEY_FILE`.
    package var environmentName: String {
        "OCTOPUS_"
            + key.map { $0 == "." || $0 == "-" ? "_" : $0.uppercased() }.joined()
    }
}
