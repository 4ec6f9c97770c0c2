import Testing

@testable import OctopusServiceKit

struct CivilDateTests {
    @Test func `a date and its number are one to one`() {
        for number in -800_000...80_000 as ClosedRange<Int64> where number.isMultiple(of: 7) {
            #expect(CivilDate(day: number).dayNumber == number)
        }
        #expect(CivilDate(day: 0).text == "1970-01-01")
        #expect(CivilDate("2000-02-29")?.dayNumber == 11_016)
        #expect(CivilDate(day: 20_541).text == "2026-03-29")
    }

    @Test(arguments: [
        "", "2026-3-29", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32",
        "2026/01/02", "2026-01-02T", "+026-01-02", "20260-1-02", "٢٠٢٦-٠١-٠٢", "1900-02-29",
    ])
    func `what is no day of the calendar is none`(text: String) {
        #expect(CivilDate(text) == nil)
    }
}
