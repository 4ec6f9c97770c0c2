extension Setting {
    /// What can be set about every service.
    package static let standard: [Setting] = process + quotas

    private static let process: [Setting] = [
        Setting(
            "data.folder",
            .file(default: nil),
            "The folder of the service's database and its lock; made if it does not exist."
        ),
        Setting(
            "secrets.folder",
            .file(default: nil),
            "The folder of the sealing key and of what a restore must not undo, never in the data "
                + "folder; that one's name with .secrets behind unless it is set."
        ),
        Setting(
            "mesh.map",
            .file(default: nil),
            "The mesh map: where the services are, and their public keys."
        ),
        Setting(
            "mesh.key-file",
            .file(default: nil),
            "The service's own CURVE key pair, readable by its user alone."
        ),
        Setting(
            "mesh.endpoint",
            .text(default: nil),
            "Where to listen, as tcp://0.0.0.0:7401; by default what the mesh map says."
        ),
        Setting(
            "mesh.shard",
            .integer(default: 0, 0...1023),
            "Which of the service's shards in the mesh map this process is."
        ),
        Setting(
            "limits.in-flight",
            .integer(default: 128, 1...65_536),
            "How many unanswered calls one session may have."
        ),
        Setting(
            "limits.waiting-reads",
            .integer(default: 64, 1...65_536),
            "How many reads of one session may wait for news."
        ),
        Setting(
            "limits.default-timeout",
            .duration(default: .seconds(10)),
            "How long a call without an expiry may take."
        ),
        Setting(
            "limits.seen-wait",
            .duration(default: .milliseconds(250)),
            "How long a call may wait until this service has read what its caller has seen."
        ),
        Setting(
            "limits.read-time",
            .duration(default: .seconds(1)),
            "A read that has held the database so long is ended; longer than 1 s counts as 1 s."
        ),
        Setting(
            "limits.wal-file",
            .integer(default: 64, 40...1024),
            "MiB from which the database's -wal file is begun anew, even if reads must wait for that."
        ),
        Setting(
            "security.freshness-bound",
            .duration(default: .seconds(300)),
            "With older proof of having read identity's log, persons and programs are refused."
        ),
        Setting(
            "security.poll-wait",
            .duration(default: .milliseconds(300)),
            "How long one question for identity's security events waits for news."
        ),
        Setting(
            "log.file",
            .file(default: nil),
            "Where the log goes instead of standard error; opened anew at SIGHUP."
        ),
        Setting(
            "log.file-limit",
            .integer(default: 64, 1...1_048_576),
            "How many MiB log.file may have; then it replaces FILE.1, so both take twice as much."
        ),
        Setting(
            "log.security-file",
            .file(default: nil),
            "Where lines of the security log go instead of the log; opened anew at SIGHUP."
        ),
        Setting(
            "store.reserve",
            .integer(default: 32, 0...1_048_576),
            "How many MiB of the disk, or a sixteenth of it, are kept for the mesh's own writing."
        ),
        Setting(
            "log.rate",
            .integer(default: 1024, 1...1_048_576),
            "How many KiB of lines of calls are written a second; a quarter for each other sort."
        ),
        Setting(
            "log.refusals",
            .integer(default: 100, 0...1_000_000),
            "How many refusals of one program for one reason are told one by one in a minute."
        ),
        Setting(
            "log.reserve",
            .integer(default: 64, 0...1_048_576),
            "With less MiB free for the log, or an eighth of its disk, only warnings are written."
        ),
        Setting(
            "events.keep",
            .duration(default: .seconds(30 * 86_400)),
            "Older events are trimmed from the log, once every registered reader has acted on them."
        ),
        Setting(
            "events.most",
            .integer(default: 50_000_000, 1...1_000_000_000_000),
            "Of more events than that the oldest are trimmed, with the same condition."
        ),
        Setting(
            "events.remember",
            .duration(default: .seconds(400 * 86_400)),
            "How long an effect remembers what it acted on; longer than any log keeps its events."
        ),
        Setting(
            "log.format",
            .choice(default: "json", ["json", "text"]),
            "JSON for machines, text for people."
        ),
        Setting(
            "log.level",
            .choice(
                default: "info",
                ["trace", "debug", "info", "notice", "warning", "error", "critical"]
            ),
            "The least level that is written."
        ),
        Setting(
            "log.spans",
            .boolean(default: false),
            "Whether every finished span of a trace is written as a line of the log."
        ),
        Setting(
            "process.drain-timeout",
            .duration(default: .seconds(10)),
            "How long running calls may take to finish once the process was told to stop."
        ),
    ]
}
