import COctopusZeroMQ
import Glibc

/// A call of libzmq that failed.
package struct ZMQError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, as `bind tcp://127.0.0.1:7401`.
    package let action: String
    package let number: Int32

    /// Takes the error number of the call that just failed.
    init(_ action: String) {
        self.action = action
        number = zmq_errno()
    }

    /// libzmq can make nothing of what it was given, as an endpoint.
    var isInvalidArgument: Bool { number == EINVAL || number == EPROTONOSUPPORT }

    package var description: String {
        "\(action): \(String(cString: zmq_strerror(number)))"
    }
}
