import OctopusProgram

/// The process's standard error.
///
/// If nobody reads it any more, the service goes on without a log.
package enum StandardError {
    /// Writes a whole line, so that lines of several threads don't mix.
    package static func write(_ line: String) {
        try? StandardStream.error.write(line)
    }

    /// Writes all these bytes, which are whole lines.
    @Sendable
    package static func write(_ lines: UnsafeRawBufferPointer) {
        try? StandardStream.error.write(lines)
    }
}
