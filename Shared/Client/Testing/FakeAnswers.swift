import OctopusContract
import OctopusMesh
import Synchronization

/// What the client holds of its mesh.
///
/// The mesh holds the client, and a program the client or the mesh or both.
final class FakeAnswers: CallStandIn {
    // The mesh is set once, before the client is given out.
    private let held = Mutex<FakeMesh?>(nil)

    var mesh: FakeMesh? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }

    func answer(
        _ method: String,
        kind: MethodKind,
        body: [UInt8],
        _ options: CallOptions
    ) async throws(CallFailure) -> RawReply {
        guard let mesh else { throw CallFailure(.clientClosed, effect: .notStarted) }
        let call = RecordedCall(method: method, body: body, options: options)
        return try await mesh.answer(call, kind: kind)
    }

    func close() async {
        mesh?.close()
    }
}
