/// What input may cost before it is refused.
public struct CBORLimits: Sendable, Hashable {
    /// Arrays and maps inside each other, where a lone array is one level.
    ///
    /// Codable types recurse this deep on the stack, so a much larger number is only for
    /// `CBORReader`.
    public var depth: Int
    /// Bytes of one input; never more than 4 GiB, whatever is asked.
    public var inputBytes: Int

    /// 32 levels and 64 MiB.
    public static let `default` = CBORLimits()

    /// Makes limits.
    public init(depth: Int = 32, inputBytes: Int = 64 << 20) {
        self.depth = depth
        self.inputBytes = min(inputBytes, Int(UInt32.max) - 1)
    }
}
