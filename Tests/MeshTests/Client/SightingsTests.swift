import OctopusContract
import FoundationEssentials
import OctopusMesh
import Testing

struct SightingsTests {
    private let epoch = UUID()

    private func position(
        _ service: String,
        _ seq: Int64,
        shard: Int = 0,
        epoch: UUID? = nil
    ) -> LogPosition {
        LogPosition(service: service, shard: shard, epoch: epoch ?? self.epoch, seq: seq)
    }

    @Test func `keeps the newest position of each log`() {
        let seen = Sightings()
        seen.note(position("loyalty", 5, shard: 1))
        seen.note(position("loyalty", 9))
        seen.note(position("identity", 3))
        seen.note(position("loyalty", 7))
        #expect(
            seen.positions
                == [
                    position("identity", 3), position("loyalty", 9),
                    position("loyalty", 5, shard: 1),
                ]
        )
    }

    @Test func `another epoch replaces what was seen of the old log`() {
        let restored = UUID()
        let seen = Sightings([position("identity", 900)])
        seen.note(position("identity", 2, epoch: restored))
        #expect(seen.positions == [position("identity", 2, epoch: restored)])
    }
}
