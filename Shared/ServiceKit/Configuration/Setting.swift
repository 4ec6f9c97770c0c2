/// One thing that can be set about a process: its key, type, default, secrecy and help.
///
/// The table of settings drives flags, `--help`, the refusal of what is unknown or of the wrong
/// type, and the printed effective configuration.
package struct Setting: Sendable, Hashable {
    /// As `mesh.key-file`: the flag is `--mesh-key-file`, the environment's name
    /// `OCTOPUS_MESH_KEY_FILE`, and in the JSON file it is `{"mesh": {"key-file": …}}`.
    package let key: String
    package let type: ValueType
    /// Never printed, and not accepted as a flag, which every user of the machine could read.
    package let isSecret: Bool
    /// One sentence.
    package let help: String

    package enum ValueType: Sendable, Hashable {
        case text(default: String?)
        /// A path; a relative one starts where the process was started.
        case file(default: String?)
        case integer(default: Int, ClosedRange<Int>)
        case boolean(default: Bool)
        /// Milliseconds, written `250ms`, `10s`, `5m`, `2h` or `7d`.
        case duration(default: Duration)
        case choice(default: String, [String])
    }

    package init(_ key: String, _ type: ValueType, isSecret: Bool = false, _ help: String) {
        self.key = key
        self.type = type
        self.isSecret = isSecret
        self.help = help
    }
}
