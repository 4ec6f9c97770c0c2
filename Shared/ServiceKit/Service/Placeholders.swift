package import Contract
package enum JobResult: Sendable { case again, dueAt(Instant), idle }
package struct SnapshotDefinition: Sendable {}
package struct Setting: Sendable {}
package struct ServiceResources: Sendable {}
