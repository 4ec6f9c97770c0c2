public struct CBOREncoder: Sendable { public init() {}
 public func encode(_ value: some Encodable) throws -> [UInt8] { [] } }
