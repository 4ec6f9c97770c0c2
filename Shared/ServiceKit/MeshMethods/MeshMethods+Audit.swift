import OctopusCBOR
import OctopusContract

/// What every service tells of its audit.
extension MeshMethods {
    var auditEntries: [MethodEntry<Environment>] {
        [
            read(ListAudit.self) { try ListAudit.run($0, in: $1) },
            verifiesAudit,
            command(ExportAudit.self) { request, context in
                try AuditList.demand(context.caller)
                return try context.beginExport(.audit, of: request)
            },
            entry(ReadExport.self) { try await exports.read($0, for: $1) },
        ]
    }

    private var verifiesAudit: MethodEntry<Environment> {
        read(VerifyAudit.self) { request, context in
            try AuditCheck(key: audit.book.key, head: audit.head.read())
                .run(after: request.after, in: context.database)
        }
    }

    func read<M: Method>(
        _ method: M.Type,
        _ run: @escaping @Sendable (M.Request, ReadContext<Void>) throws -> M.Reply
    ) -> MethodEntry<Environment> {
        let read = M.requestReader()
        return MethodEntry(method) { _ in
            .read { bytes in
                let request = try read(bytes)
                return { try CBOREncoder().encode(run(request, $0)) }
            }
        }
    }
}
