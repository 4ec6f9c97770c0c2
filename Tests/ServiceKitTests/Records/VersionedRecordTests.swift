import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

struct VersionedRecordTests {
    @Test func `a created record is told whole, as version 1`() async throws {
        try await World<NotesEnvironment>.notes { world in
            let memo = try await world.writer().call(CreateMemo.self, .init(title: "Milk"))
            #expect(memo.version == 1)
            let told = try await world.events(MemoChanged.self)
            #expect(told == [MemoChanged(id: memo.id, version: 1, status: .open)])
        }
    }

    @Test func `an edit wants the version that was read, and raises it`() async throws {
        try await World<NotesEnvironment>.notes { world in
            let writer = world.writer()
            let memo = try await writer.call(CreateMemo.self, .init(title: "Milk"))
            let edited = try await writer.call(
                EditMemo.self,
                .init(id: memo.id, version: 1, title: "Bread")
            )
            #expect(edited.version == 2)
            #expect(edited.title == "Bread")
            try await writer.refused(
                .stale,
                EditMemo.self,
                .init(id: memo.id, version: 1, title: "Salt")
            )
            #expect(try await world.events(MemoChanged.self).map(\.version) == [1, 2])
        }
    }

    @Test func `what belongs to another tenant looks as if it did not exist`() async throws {
        try await World<NotesEnvironment>.notes { world in
            let memo = try await world.writer().call(CreateMemo.self, .init(title: "Milk"))
            try await world.writer(of: world.bank).refused(
                .notFound,
                EditMemo.self,
                .init(id: memo.id, version: 1, title: "Bread")
            )
        }
    }

    @Test(arguments: [
        ("Café", "Cafe\u{301}"), ("straße", "STRASSE"), ("Straße", "straſſe"), ("ﬁne", "FINE"),
        ("Ｍｉｌｋ", "milk"), ("Đuro", "đuro"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("a  b", "A b"),
    ])
    func `a title is taken in whatever form it is written`(one: String, other: String) async throws
    {
        try await World<NotesEnvironment>.notes { world in
            let writer = world.writer()
            try await writer.call(CreateMemo.self, .init(title: one))
            try await writer.refused(.titleTaken, CreateMemo.self, .init(title: other))
            let third = try await writer.call(CreateMemo.self, .init(title: "else"))
            try await writer.refused(
                .titleTaken,
                EditMemo.self,
                .init(id: third.id, version: 1, title: other)
            )
            // Another tenant's titles are its own.
            try await world.writer(of: world.bank).call(CreateMemo.self, .init(title: other))
        }
    }

    @Test func `a step that the table does not have is refused with the state that is`()
        async throws
    {
        try await World<NotesEnvironment>.notes { world in
            let writer = world.writer()
            let memo = try await writer.call(CreateMemo.self, .init(title: "Milk"))
            let pinned = try await writer.call(PinMemo.self, .init(id: memo.id, version: 1))
            #expect(pinned.status == .pinned)
            let refusal = try await writer.refused(
                .wrongState,
                PinMemo.self,
                .init(id: memo.id, version: 2)
            )
            #expect(refusal.message == "It is pinned; it must be open.")
            let dropped = try await writer.call(DropMemo.self, .init(id: memo.id, version: 2))
            #expect(dropped.status == .dropped)
            try await writer.refused(.wrongState, DropMemo.self, .init(id: memo.id, version: 3))
        }
    }

    @Test func `a snapshot has the records, page by page`() async throws {
        try await World<NotesEnvironment>.notes { world in
            for title in ["a", "b", "c"] {
                try await world.writer().call(CreateMemo.self, .init(title: title))
            }
            let all = try await world.instance.perform(
                ReadSnapshot.self,
                .init(kinds: ["notes.v1/MemoChanged"], limit: 10),
                as: .operating
            )
            #expect(all.states.count == 3)
            let first = try await world.instance.perform(
                ReadSnapshot.self,
                .init(kinds: ["notes.v1/MemoChanged"], limit: 2),
                as: .operating
            )
            let rest = try await world.instance.perform(
                ReadSnapshot.self,
                .init(kinds: ["notes.v1/MemoChanged"], after: first.next, limit: 2),
                as: .operating
            )
            #expect(first.states + rest.states == all.states)
        }
    }
}
