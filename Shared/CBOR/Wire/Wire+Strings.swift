extension Wire {
    /// Text of one piece or many, which has been checked.
    @inline(__always)
    func text(_ head: Head, at offset: Int) throws(Flaw) -> String {
        if !head.isIndefinite {
            let end = try contentEnd(head, at: offset)
            // The text was checked on the way to here, so this copies without looking again.
            let span = Span<UInt8>(_unsafeBytes: slice(head.end, end - head.end))
            return String(copying: UTF8Span(unchecked: span))
        }
        var text = ""
        try eachChunk(head) { (piece) throws(Flaw) in
            text += String(decoding: piece, as: UTF8.self)
        }
        return text
    }

    /// A byte string of one piece or many.
    func bytes(_ head: Head, at offset: Int) throws(Flaw) -> [UInt8] {
        if !head.isIndefinite {
            let end = try contentEnd(head, at: offset)
            return [UInt8](slice(head.end, end - head.end))
        }
        var bytes: [UInt8] = []
        try eachChunk(head) { (piece) throws(Flaw) in bytes += piece }
        return bytes
    }

    private func eachChunk(
        _ head: Head,
        _ body: (UnsafeRawBufferPointer) throws(Flaw) -> Void
    ) throws(Flaw) {
        var position = head.end
        while true {
            let chunk = try self.head(at: position)
            if chunk.isBreak { return }
            guard chunk.major == head.major, !chunk.isIndefinite else {
                throw Flaw(position, .malformed("a piece of a string that is none"))
            }
            let end = try contentEnd(chunk, at: position)
            try body(slice(chunk.end, end - chunk.end))
            position = end
        }
    }
}
