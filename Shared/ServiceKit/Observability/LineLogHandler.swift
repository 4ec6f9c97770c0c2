package import Logging

/// Hands what the process's libraries and services tell to the log's sink.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    /// Also takes the lines of calls, which are too many to be metadata first.
    package let sink: LogSink

    package init(level: Logger.Level, sink: LogSink) {
        logLevel = level
        self.sink = sink
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        if let error = event.error { all["error"] = "\(error)" }
        let message = "\(event.message)"
        sink.append(event.level >= .warning ? .warnings : .notes, urgently: true) { text in
            text.begin(event.level, message)
            text.fields(all)
            text.end()
        }
    }
}
