package import OctopusServiceKit
package import OctopusStore

extension ServicePart where Environment: KeepsFiles {
    /// The files of a service: their tables, settings and collector.
    package static var files: ServicePart {
        ServicePart(
            migrations: .files,
            settings: Setting.files,
            jobs: [JobDefinition(FileCollector.job) { try FileCollector.run(in: $0) }],
            personal: [
                PersonalPart(
                    "files",
                    by: "space",
                    key: "partner",
                    "sha256",
                    leavingOut: ["sha256": "says nothing but that the file is the same"]
                )
            ],
            impersonal: ["file_claims", "files_removed"],
            work: { await $0.files.tidyUntilCancelled() },
            trouble: { $0.files.trouble },
            close: { await $0.files.close() }
        )
    }
}

extension MigrationSet {
    /// What the service's database knows of files.
    package static let files = MigrationSet(
        "files",
        [Migration(name: "V001-files", bytes: PackageResources.V001_files_sql)]
    )

    /// The file beside it.
    static let shelf = MigrationSet(
        "shelf",
        [
            Migration(name: "V001-shelf", bytes: PackageResources.V001_shelf_sql),
            Migration(name: "V002-changes", bytes: PackageResources.V002_changes_sql),
        ]
    )
}
