import Foundation
import Testing

@testable import OctopusStore

@Suite struct FollowerMachineTests {
    private let epoch = UUID()

    private func position(_ seq: Int64) -> EventPosition {
        EventPosition(epoch: epoch, seq: seq, id: nil)
    }

    private func machine(
        _ kind: FollowerKind,
        _ handled: Set<String>,
        _ progress: FollowerMachine.Progress = .init()
    ) -> FollowerMachine {
        FollowerMachine(kind: kind, handled: handled, progress: progress)
    }

    private func page(_ seq: Int64, kinds: Set<String>, next: [UInt8]? = nil) -> SnapshotPage {
        SnapshotPage(position: position(seq), kinds: kinds, states: [], next: next)
    }

    @Test func `effects begin with the first event`() {
        #expect(machine(.effects, ["a"]).step == .follow(kinds: ["a"], after: nil))
    }

    @Test func `effects that are new where the log was trimmed stop`() {
        var machine = machine(.effects, ["a"])
        machine.received(EventPage(events: [], next: position(9), head: 9, tail: 5))
        #expect(machine.step == .stopped(.beginningTrimmed(tail: 5)))
        machine.acceptLoss()
        machine.received(EventPage(events: [], next: position(9), head: 9, tail: 5))
        #expect(machine.step == .follow(kinds: ["a"], after: nil))
    }

    @Test func `a projection begins with a snapshot, page by page`() {
        var machine = machine(.projection, ["a"])
        #expect(machine.step == .takeSnapshot(of: ["a"], cursor: nil))
        #expect(machine.applied(page(10, kinds: ["a"], next: [1])) == nil)
        #expect(machine.step == .takeSnapshot(of: ["a"], cursor: [1]))
        // The log has moved on meanwhile: what came since the first page is read again.
        #expect(machine.applied(page(12, kinds: ["a"])) == ["a"])
        #expect(machine.step == .follow(kinds: ["a"], after: position(10)))
    }

    @Test func `kinds without a snapshot are read from the start, then all go on together`() {
        var machine = machine(.projection, ["a", "b"])
        #expect(machine.applied(page(10, kinds: ["a"])) == ["a"])
        #expect(machine.step == .catchUp(kinds: ["b"], after: nil, through: 10))
        machine.caughtUp(to: position(4))
        #expect(machine.step == .catchUp(kinds: ["b"], after: position(4), through: 10))
        #expect(!machine.isLevel)
        machine.caughtUp(to: position(10))
        #expect(machine.step == .follow(kinds: ["a", "b"], after: position(10)))
        #expect(machine.isLevel)
    }

    @Test func `a snapshot of another epoch begins anew`() {
        var machine = machine(.projection, ["a"])
        _ = machine.applied(page(10, kinds: ["a"], next: [1]))
        let other = SnapshotPage(
            position: EventPosition(epoch: UUID(), seq: 3, id: nil),
            kinds: ["a"],
            states: [],
            next: nil
        )
        #expect(machine.applied(other) == nil)
        #expect(machine.step == .takeSnapshot(of: ["a"], cursor: nil))
    }

    @Test func `a new release reads its new kind from the start first`() {
        let before = FollowerMachine.Progress(position: position(10), learned: ["a"])
        let effects = machine(.effects, ["a", "b"], before)
        #expect(effects.step == .catchUp(kinds: ["b"], after: nil, through: 10))
        let projection = machine(.projection, ["a", "b"], before)
        #expect(projection.step == .takeSnapshot(of: ["b"], cursor: nil))
    }

    @Test func `reading a new kind goes on after a restart of the same release`() {
        var first = machine(
            .effects,
            ["a", "b"],
            .init(position: position(10), learned: ["a"])
        )
        first.caughtUp(to: position(4))
        let second = machine(.effects, ["a", "b"], first.progress)
        #expect(second.step == .catchUp(kinds: ["b"], after: position(4), through: 10))
        // Another release with one more kind can't use that position.
        let third = machine(.effects, ["a", "b", "c"], first.progress)
        #expect(third.step == .catchUp(kinds: ["b", "c"], after: nil, through: 10))
    }

    @Test func `a kind that a release in between did not read is learned anew`() {
        let before = FollowerMachine.Progress(position: position(10), learned: ["a", "b"])
        let without = machine(.effects, ["a"], before)
        let again = machine(.effects, ["a", "b"], without.progress)
        #expect(again.step == .catchUp(kinds: ["b"], after: nil, through: 10))
    }

    @Test func `another log: a projection takes a snapshot, effects stop`() {
        let progress = FollowerMachine.Progress(position: position(10), learned: ["a"])
        var projection = machine(.projection, ["a"], progress)
        projection.logChanged(.otherEpoch)
        #expect(projection.step == .takeSnapshot(of: ["a"], cursor: nil))
        var effects = machine(.effects, ["a"], progress)
        effects.logChanged(.belowTail)
        #expect(effects.step == .stopped(.logChanged(.belowTail)))
    }
}

@Suite struct FollowerBackoffTests {
    @Test(arguments: 0..<40)
    func `a wait lies between its floor and its ceiling`(failures: Int) {
        var generator = SystemRandomNumberGenerator()
        let wait = FollowerBackoff.milliseconds(afterFailures: failures, using: &generator)
        #expect(wait >= 25)
        #expect(wait <= 1_000)
    }
}
