public import struct OctopusCBOR.Bytes

/// Begins an export of a service's audit as CSV, with all entries up to now that the filter lets through.
public enum ExportAudit: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/ExportAudit",
        .command,
        "Makes a CSV file of the service's audit, which is then read in chunks.",
        access: .audit,
        routing: .none,
        reasons: [.tooManyExports]
    )

    public struct Request: Message {
        /// What is looked for; absent: everything.
        public let filter: AuditFilter?

        /// Makes a request.
        public init(filter: AuditFilter? = nil) {
            self.filter = filter
        }

        public static let limits: [FieldLimit<Self>] = [.inside("filter", \.filter)]
    }

    public typealias Reply = BegunExport
}

/// An export that was begun.
public struct BegunExport: Message {
    /// What `ReadExport` is asked for.
    public let exportId: ExportID
    /// When it is gone.
    public let expiresAt: Instant

    /// Makes a reply, as a service or a `FakeMesh` does.
    public init(exportId: ExportID, expiresAt: Instant) {
        self.exportId = exportId
        self.expiresAt = expiresAt
    }
}

/// Reads a chunk of an export; waits a while for one that is not made yet.
///
/// Who began the export reads it, as long as they may see what is in it.
public enum ReadExport: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/ReadExport",
        .waitingRead,
        "Reads a chunk of an export that the caller has begun.",
        access: .anyOf(.anybody, .service, .installation),
        routing: .none,
        reasons: [.exportFailed]
    )

    public struct Request: Message {
        /// Which export.
        public let exportId: ExportID
        /// Which chunk, from 0.
        public let chunk: Int64

        /// Makes a request.
        public init(exportId: ExportID, chunk: Int64) {
            self.exportId = exportId
            self.chunk = chunk
        }

        public static let limits: [FieldLimit<Self>] = [
            .number("chunk", \.chunk, 0...1_000_000)
        ]
    }

    public struct Reply: Message {
        /// The chunk; absent while it is not made: ask again.
        ///
        /// The chunks one after another are the file: UTF-8, RFC 4180.
        public let part: Bytes?
        /// Whether no chunk follows this one.
        public let isLast: Bool
        /// How many rows there are so far, the line of titles apart.
        public let rows: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(part: Bytes?, isLast: Bool, rows: Int64) {
            self.part = part
            self.isLast = isLast
            self.rows = rows
        }
    }
}

extension Reason {
    /// The caller has as many exports as one may; wait until one is a day old.
    public static let tooManyExports = Reason(
        "tooManyExports",
        .resourceExhausted,
        "The caller has begun as many exports as one may in a day."
    )
    /// The export is larger than one may be; narrow it.
    public static let exportFailed = Reason(
        "exportFailed",
        .failedPrecondition,
        "The export came to more rows or bytes than one may have; ask for less."
    )
}
