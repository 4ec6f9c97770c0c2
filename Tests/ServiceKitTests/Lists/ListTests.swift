import GRDB
import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

struct ListTests {
    private func filled(
        _ titles: [String],
        _ body: (World<NotesEnvironment>, Somebody<NotesEnvironment>) async throws -> Void
    ) async throws {
        try await World<NotesEnvironment>.notes { world in
            let writer = world.writer()
            for title in titles { try await writer.call(CreateMemo.self, .init(title: title)) }
            try await body(world, writer)
        }
    }

    private func all(
        _ writer: Somebody<NotesEnvironment>,
        _ request: ListMemos.Request
    ) async throws -> [String] {
        var (request, titles) = (request, [String]())
        repeat {
            let page = try await writer.call(ListMemos.self, request)
            titles += page.items.map(\.title)
            request.after = page.next
        } while request.after != nil
        return titles
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func `pages of any size add up to the list`(limit: Int64) async throws {
        let titles = (1...7).map { "memo \($0)" }
        try await filled(titles) { _, writer in
            #expect(try await all(writer, .init(limit: limit)) == titles.reversed())
            var request = ListMemosByTitle.Request(limit: limit)
            var found: [String] = []
            repeat {
                let page = try await writer.call(ListMemosByTitle.self, request)
                found += page.items.map(\.title)
                request.after = page.next
            } while request.after != nil
            #expect(found == titles)
        }
    }

    @Test func `a full last page has no next`() async throws {
        try await filled(["a", "b"]) { _, writer in
            let page = try await writer.call(ListMemos.self, .init(limit: 2))
            #expect(page.items.count == 2)
            #expect(page.next == nil)
        }
    }

    @Test func `what is written between two pages shifts none of them`() async throws {
        try await filled(["a", "b", "c"]) { _, writer in
            let first = try await writer.call(ListMemos.self, .init(limit: 2))
            try await writer.call(CreateMemo.self, .init(title: "d"))
            let rest = try await writer.call(ListMemos.self, .init(after: first.next))
            #expect(rest.items.map(\.title) == ["a"])
        }
    }

    @Test(arguments: [0, -1, 101, .max, .min])
    func `a limit out of range is refused`(limit: Int64) async throws {
        try await filled([]) { _, writer in
            let refusal = try await writer.refused(.invalid, ListMemos.self, .init(limit: limit))
            #expect(refusal.violations.map(\.path) == ["limit"])
        }
    }

    @Test func `a page ends at the limit of bytes and says next`() async throws {
        let titles = (0..<30).map { "\($0) " + String(repeating: "語", count: 10_000) }
        try await filled(titles) { _, writer in
            let page = try await writer.call(ListMemos.self, .init(limit: 100))
            #expect(try CBOREncoder().encode(page).count <= PageLimit.bytes + 1000)
            #expect(page.items.count == 17)
            #expect(page.next != nil)
            #expect(try await all(writer, .init(limit: 100)) == titles.reversed())
        }
    }

    @Test func `a row that is larger than a page stands alone`() async throws {
        let large = String(repeating: "x", count: PageLimit.bytes + 1)
        try await filled(["a", large, "b"]) { _, writer in
            let first = try await writer.call(ListMemos.self, .init(limit: 100))
            #expect(first.items.map(\.title) == ["b"])
            #expect(try await all(writer, .init(limit: 100)) == ["b", large, "a"])
        }
    }

    @Test func `a cursor is good for its list, its filters and its caller only`() async throws {
        try await filled(["a", "b", "c"]) { world, writer in
            let next = try await writer.call(ListMemos.self, .init(limit: 1)).next
            #expect(next != nil)
            try await writer.refused(
                .invalid,
                ListMemos.self,
                .init(status: .open, after: next)
            )
            try await writer.refused(.invalid, ListMemos.self, .init(search: "a", after: next))
            try await writer.refused(.invalid, ListMemosByTitle.self, .init(after: next))
            try await world.writer(of: world.bank)
                .refused(.invalid, ListMemos.self, .init(after: next))
            try await world.writer().refused(.invalid, ListMemos.self, .init(after: next))
            // The page's size changes nothing.
            let rest = try await writer.call(
                ListMemos.self,
                .init(after: next, limit: 100)
            )
            #expect(rest.items.map(\.title) == ["b", "a"])
        }
    }

    @Test(arguments: [
        "", "x", "AAAA", "AQAAAAE", "=", "\u{0}", "é", String(repeating: "A", count: 5000),
        "019b76da-a800-7000-8000-000000000001",
    ])
    func `a made-up cursor is refused`(text: String) async throws {
        try await filled(["a", "b"]) { _, writer in
            let refusal = try await writer.refused(
                .invalid,
                ListMemos.self,
                .init(after: PageCursor(text))
            )
            #expect(refusal.violations.map(\.path) == ["after"])
        }
    }

    @Test func `a cursor that was changed in any place is refused`() async throws {
        try await filled(["a", "b"]) { _, writer in
            let first = try await writer.call(ListMemos.self, .init(limit: 1))
            let next = try #require(first.next)
            for place in stride(from: 0, to: next.text.count - 1, by: 7) {
                var letters = Array(next.text)
                letters[place] = letters[place] == "A" ? "B" : "A"
                try await writer.refused(
                    .invalid,
                    ListMemos.self,
                    .init(after: PageCursor(String(letters)))
                )
            }
        }
    }

    @Test(arguments: [
        ("cafe", ["Café"]), ("CAFÉ", ["Café"]), ("cafe\u{301}", ["Café"]),
        ("strasse", ["Straße"]), ("STRASSE", ["Straße"]), (" af", ["Café"]),
        ("", ["Straße", "Café"]),
        ("   ", ["Straße", "Café"]), ("%", []), ("_", []), ("tea", []),
    ])
    func `a search folds case and accents`(text: String, found: [String]) async throws {
        try await filled(["Café", "Straße"]) { _, writer in
            let titles = try await all(writer, .init(search: text))
            #expect(titles == found)
        }
    }

    @Test(arguments: [
        "\u{0}", "Caf\u{0}zzz", "\u{0}Café", "\u{200B}", "\u{301}", "\u{7}",
        String(repeating: "a", count: 1025),
    ])
    func `a search for nothing that can be seen is refused`(text: String) async throws {
        try await filled(["Café"]) { _, writer in
            let refusal = try await writer.refused(.invalid, ListMemos.self, .init(search: text))
            #expect(refusal.violations.map(\.path) == ["search"])
        }
    }

    @Test func `a search for what is rare looks at so many rows a page, and finds it`() async throws
    {
        try await filled(["needle"]) { world, writer in
            let needle = try #require(try await writer.call(ListMemos.self, .init()).items.first)
            // Newer than the needle, which a list reads last.
            try await world.instance.store.write { transaction in
                for number in 1...PageLimit.looked {
                    try transaction.database.run(
                        """
                        INSERT INTO memos SELECT CAST(printf('~%015d', ?1) AS BLOB), tenant, 1,
                            'hay ' || ?1, 'hay ' || ?1, status FROM memos WHERE id = ?2
                        """,
                        [number, needle.id]
                    )
                }
            }
            let first = try await writer.call(ListMemos.self, .init(search: "needle"))
            #expect(first.items.isEmpty)
            let rest = try await writer.call(
                ListMemos.self,
                .init(search: "needle", after: first.next)
            )
            #expect(rest.items.map(\.title) == ["needle"])
            #expect(rest.next == nil)
            #expect(try await all(writer, .init(search: "pin")).isEmpty)
            let hay = try await all(writer, .init(search: "hay", limit: 100))
            #expect(hay.count == PageLimit.looked)
        }
    }
}
