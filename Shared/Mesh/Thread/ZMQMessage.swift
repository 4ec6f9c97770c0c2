import COctopusZeroMQ

/// One part of a ZeroMQ message, in memory that libzmq owns.
///
/// A socket's owner keeps one and receives into it again and again.
package final class ZMQMessage {
    let pointer: UnsafeMutablePointer<zmq_msg_t>
    /// Where the header of a frame to be sent is put together.
    @exclusivity(unchecked) var header = HeaderWriter()

    package init() {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: zmq_msg_t())
        zmq_msg_init(pointer)
    }

    deinit {
        zmq_msg_close(pointer)
        pointer.deallocate()
    }

    package var count: Int { zmq_msg_size(pointer) }

    /// Whether more parts of the same message follow.
    package var hasMore: Bool { zmq_msg_more(pointer) != 0 }

    /// The bytes.
    ///
    /// They have no alignment: load them unaligned, or the load traps in debug builds.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: zmq_msg_data(pointer), count: count)
    }

    package var array: [UInt8] { Array(bytes) }

    /// Makes it a new message of `count` bytes for the caller to fill.
    package func reset(count: Int) -> UnsafeMutableRawBufferPointer {
        zmq_msg_close(pointer)
        guard zmq_msg_init_size(pointer, count) == 0 else {
            // Out of memory: as when an array can't grow.
            fatalError("no memory for a message of \(count) bytes")
        }
        return UnsafeMutableRawBufferPointer(start: zmq_msg_data(pointer), count: count)
    }

    /// What the ZAP handler said of the peer, or libzmq knows of it: `User-Id`, `Peer-Address`.
    ///
    /// It is asked of the frame, not of the routing id before it, which in 4.3.4 has none.
    package func property(_ name: String) -> String? {
        zmq_msg_gets(pointer, name).map { String(cString: $0) }
    }

    /// The same without a copy; valid until the message changes.
    func rawProperty(_ name: UnsafePointer<CChar>) -> UnsafePointer<CChar>? {
        zmq_msg_gets(pointer, name)
    }

    /// The descriptor of the connection that it came from.
    var sourceDescriptor: Int32 { zmq_msg_get(pointer, ZMQ_SRCFD) }
}
