import Testing

@testable import OctopusServiceKit

struct ColumnNameTests {
    @Test(arguments: [
        ("seq", "seq"), ("endUser", "end_user"), ("isFor2", "is_for2"),
        ("latitudeE7", "latitude_e7"), ("keepsFilesDays", "keeps_files_days"),
    ])
    func `a property and its column name each other`(_ property: String, _ column: String) {
        for _ in 0..<2 {
            #expect(ColumnName.of(PropertyName(stringValue: property)) == column)
            #expect(PropertyName.of(column).stringValue == property)
        }
    }
}
