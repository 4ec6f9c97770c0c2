import OctopusContract
import OctopusProgram
import OctopusStore

/// `confirm-restore`, which every service's program has: lets persons in again after a restore.
///
/// Only a person knows whether the copy that was put back is the one to go on with.
enum ConfirmRestore {
    static let name = "confirm-restore"

    static func command<Environment: Sendable>() -> ProcessCommand<Environment> {
        ProcessCommand(
            "Takes a restored database as the one to go on with; first stop the service."
        ) { instance, _ in
            let finding = try await instance.store.confirmRestore()
            let lines =
                finding.map {
                    [
                        "What was found: \($0).",
                        "It is confirmed; start \(instance.definition.name).",
                    ]
                } ?? ["There is no restore to confirm."]
            try StandardStream.output.write(lines.joined(separator: "\n") + "\n")
        }
    }
}

/// `rotate-sealing-key`, which every service's program has: a new key for all that is sealed.
///
/// Killed in the middle, it is run again and goes on; the service starts in between too, with both keys.
enum RotateSealingKey {
    static let name = "rotate-sealing-key"

    static func command<Environment: Sendable>() -> ProcessCommand<Environment> {
        ProcessCommand(
            "Seals all secrets with a new key and forgets the old one; first stop the service."
        ) { instance, _ in
            let count = try await instance.rotateSealingKey()
            try StandardStream.output.write(
                "\(count) secrets are sealed with a new key; keep a copy of \(instance.ring.path).\n"
            )
        }
    }
}

extension ServiceInstance {
    /// Seals everything with a new key, and forgets the old one once nothing needs it.
    ///
    /// - Returns: how many values were sealed anew.
    func rotateSealingKey() async throws -> Int {
        if !ring.isRotating { try KeyRing.rotate(file: ring.path) }
        FaultPoint.hit("rotate.begun")
        let both = try KeyRing(file: ring.path)
        let count = try await store.reseal(
            with: both,
            definition.sealed + [.exportChunks]
        )
        FaultPoint.hit("rotate.sealed")
        try store.configuration.survival?.rewrite(
            with: both,
            nowMilliseconds: clock.now.milliseconds
        )
        try await store.emptyLog()
        FaultPoint.hit("rotate.rewritten")
        try KeyRing.finishRotation(file: ring.path)
        return count
    }
}
