import OctopusCBOR
import OctopusContract
package import OctopusStore

extension ExportDefinition {
    /// The reports of a service as files: a row a line, or a total a line if there are no steps.
    package static func reports<Measure: CountedMeasure>(_ measures: Measure.Type) -> Self {
        ExportDefinition("reports") { source in
            let report = try CBORDecoder().decode(Report<Measure>.self, from: source.request)
            return report.step == nil ? report.totalLines : report.rowLines
        }
    }
}

extension Report {
    fileprivate var rowLines: [[CSV.Cell]] {
        let titles = ["begins (UTC)", "begins (\(timeZone))", "id", "name"]
        return [(titles + measures.map(\.rawValue)).map { .text($0) }]
            + rows.map { row in
                [
                    .instant(row.beginsAt), .text(row.begins), .id(row.thingId?.uuid),
                    .text(row.name),
                ] + row.values.map { .number($0) }
            }
    }

    fileprivate var totalLines: [[CSV.Cell]] {
        let titles = ["measure", "id", "name", "value", "before", "change (per mille)"]
        return [titles.map { .text($0) }]
            + totals.map { total in
                [
                    .text(total.measure.rawValue), .id(total.thingId?.uuid), .text(total.name),
                    .number(total.value), total.before.map { .number($0) } ?? .nothing,
                    total.changePermille.map { .number($0) } ?? .nothing,
                ]
            }
    }
}

extension ServicePart {
    /// The rollups of a service that reports.
    package static var reports: ServicePart {
        ServicePart(
            migrations: .reports,
            impersonal: ["report_sums", "report_levels", "report_backlogs"]
        )
    }
}

extension MigrationSet {
    /// The tables of reports.
    package static let reports = MigrationSet(
        "reports",
        [Migration(name: "V001-reports", bytes: PackageResources.V001_reports_sql)]
    )
}
