package import OctopusContract
import GRDB
import OctopusStore

extension ReadContext {
    /// Answers a report of the partner that the call is about.
    ///
    /// - Throws: `invalid`, `notFound` for things that the partner does not have.
    package func report<Measure: CountedMeasure>(
        _ query: ReportQuery<Measure>
    ) throws -> Report<Measure> {
        try ReportPlan(query, of: caller.requirePartner(), at: now, in: database)
            .report(in: database)
    }
}

extension WaitingContext {
    /// The same, from a method that may wait.
    ///
    /// - Throws: `invalid`, `notFound` for things that the partner does not have.
    package func report<Measure: CountedMeasure>(
        _ query: ReportQuery<Measure>
    ) async throws -> Report<Measure> {
        let (partner, now) = (try caller.requirePartner(), now)
        return try await store.read { database in
            try ReportPlan(query, of: partner, at: now, in: database).report(in: database)
        }
    }
}

extension CommandContext {
    /// Makes a file of a report, which was counted before the transaction.
    ///
    /// - Throws: `tooManyExports`.
    package func exportReport<Measure: CountedMeasure>(
        _ report: Report<Measure>
    ) throws -> BegunExport {
        try beginExport(.reports(Measure.self), of: report)
    }
}
