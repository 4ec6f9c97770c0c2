/// What `--help` and `--print-config` write, both from the table of settings.
enum ConfigurationHelp {
    /// The help of a program, or of one of its commands.
    static func text(
        program: String,
        command: String?,
        table: [Setting],
        commands: [(name: String, help: String)]
    ) -> String {
        var lines: [String] = []
        if let command {
            lines.append("Usage: \(program) \(command) [flags]")
        } else {
            lines.append("Usage: \(program) [flags]")
            for entry in commands {
                lines.append("       \(program) \(entry.name) [flags]   \(entry.help)")
            }
        }
        lines.append("")
        lines.append(
            "Each setting is looked for in the flags, then in the environment, then in the"
        )
        lines.append("file that --config or OCTOPUS_CONFIG names, then it has its default.")
        lines.append("")
        lines.append("  --config FILE   A JSON file: {\"mesh\": {\"map\": \"mesh.json\"}}")
        lines.append("  --print-config  Prints the effective configuration, without secrets.")
        lines.append("  --version       Prints the release, the contract's hash and the schema.")
        lines.append("  --help          Prints this.")
        for setting in table {
            lines.append("")
            let place = setting.isSecret ? setting.key : "\(setting.flag)"
            lines.append("  \(place)  (\(setting.type.name); \(setting.environmentName))")
            lines.append("      \(setting.help)\(defaultText(setting))")
        }
        return lines.joined(separator: "\n")
    }

    /// The effective configuration, a line for each setting, with where it came from.
    static func configuration(_ settings: Settings) -> String {
        settings.table.sorted { $0.key < $1.key }.map { setting in
            let value = settings.value(setting.key)
            let shown =
                switch value {
                case nil: "(not set)"
                case .some where setting.isSecret: "(secret)"
                case .some(let value): "\(value)"
                }
            let origin = settings.origins[setting.key] ?? "the default"
            return "\(setting.key) = \(shown)   # \(value == nil ? "no default" : origin)"
        }.joined(separator: "\n")
    }

    private static func defaultText(_ setting: Setting) -> String {
        setting.type.defaultValue.map { " Default: \($0)." } ?? ""
    }
}
