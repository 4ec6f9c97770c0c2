package import OctopusContract
package import OctopusStore

extension Audience {
    /// How many end users one reading of the database looks at: some hundredths of a second.
    private static let slice = 25_000

    /// How many it has as others are told it, counted in slices.
    package func told(_ store: Store) async throws -> Int64 {
        try await told(followersOf: [], store).endUsers
    }

    /// Its sizes as partners are told them, counted in slices among the tenant's other reads: two at a
    /// time, since the question is short and a processor beside the first one's is free most often.
    package func told(
        followersOf channels: [ChannelID],
        _ store: Store
    ) async throws -> (endUsers: Int64, followers: Int64) {
        var (endUsers, followers, place): (Int64, Int64, EndUserID?) = (0, 0, nil)
        var (endUsersSum, followersSum): (Int64, Int64) = (0, 0)
        let noise = try await store.read { try SizeNoise(in: $0) }
        repeat {
            let begin = place
            let (middle, end) = try await ends(after: begin, store)
            async let first = sizes(after: begin, to: middle, channels, store)
            let second =
                middle == nil ? nil : try await sizes(after: middle, to: end, channels, store)
            for sizes in [try await first, second].compactMap(\.self) {
                endUsers += sizes.everybody
                followers += sizes.followers
                endUsersSum += sizes.everybodySum
                followersSum += sizes.followersSum
            }
            place = end
        } while place != nil
        return (noise.told(endUsers, endUsersSum), noise.told(followers, followersSum))
    }

    /// Where the next two slices end; nil at the last end user.
    private func ends(
        after begin: EndUserID?,
        _ store: Store
    ) async throws -> (EndUserID?, EndUserID?) {
        try await store.read { database in
            let middle = try self.last(after: begin, looking: Self.slice, in: database)
            guard let middle else { return (nil, nil) }
            return (middle, try self.last(after: middle, looking: Self.slice, in: database))
        }
    }

    private func sizes(
        after begin: EndUserID?,
        to end: EndUserID?,
        _ channels: [ChannelID],
        _ store: Store
    ) async throws -> AudienceSizes {
        try await store.read { database in
            try self.sizes(after: begin, to: end, followersOf: channels, in: database)
        }
    }
}
