package import OctopusStore

/// The steps of the schema.
///
/// A step that was released is never changed.
package enum LoyaltyMigrations {
    package static let set = MigrationSet(
        "loyalty",
        [
            Migration(name: "V001-following", bytes: PackageResources.V001_following_sql),
            Migration(name: "V002-points", bytes: PackageResources.V002_points_sql),
            Migration(name: "V003-coupons", bytes: PackageResources.V003_coupons_sql),
            Migration(name: "V004-codes", bytes: PackageResources.V004_codes_sql),
            Migration(name: "V005-lists", bytes: PackageResources.V005_lists_sql),
            Migration(name: "V006-failures", bytes: PackageResources.V006_failures_sql),
            Migration(name: "V007-names", bytes: PackageResources.V007_names_sql),
            Migration(name: "V008-currency", bytes: PackageResources.V008_currency_sql),
            Migration(name: "V009-audience", bytes: PackageResources.V009_audience_sql),
            Migration(name: "V010-expiries", bytes: PackageResources.V010_expiries_sql),
            Migration(name: "V011-sealed-codes", bytes: PackageResources.V011_sealed_codes_sql),
            Migration(
                name: "V012-personal-data",
                bytes: PackageResources.V012_personal_data_sql
            ),
            Migration(name: "V013-entitlements", bytes: PackageResources.V013_entitlements_sql),
            Migration(name: "V014-activities", bytes: PackageResources.V014_activities_sql),
            Migration(name: "V015-channels", bytes: PackageResources.V015_channels_sql),
            Migration(name: "V016-holds", bytes: PackageResources.V016_holds_sql),
            Migration(name: "V017-issuance", bytes: PackageResources.V017_issuance_sql),
            Migration(name: "V018-tills", bytes: PackageResources.V018_tills_sql),
            Migration(name: "V019-displays", bytes: PackageResources.V019_displays_sql),
            Migration(name: "V020-notices", bytes: PackageResources.V020_notices_sql),
            Migration(name: "V021-wallet", bytes: PackageResources.V021_wallet_sql),
            Migration(name: "V022-coupons", bytes: PackageResources.V022_coupons_sql),
            Migration(name: "V023-point-ages", bytes: PackageResources.V023_point_ages_sql),
        ]
    )
}
