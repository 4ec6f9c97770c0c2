/// The first byte chooses a side; the rest are events that it lives through.
enum SessionTarget: FuzzTarget {
    static let name = "session"

    static func run(_ input: UnsafeRawBufferPointer) {
        var choices = Choices(input)
        if choices.flag() {
            var machine = ClientMachine()
            while !choices.isEmpty { machine.step(&choices) }
        } else {
            var machine = ServerMachine()
            while !choices.isEmpty { machine.step(&choices) }
            machine.end()
        }
    }

    /// Sequences that open sessions and call; libFuzzer finds the others.
    static func seeds() -> [[UInt8]] {
        let server: [[UInt8]] = [
            [0] + (0..<4).flatMap { [0, $0, 1] as [UInt8] },
            [0, 0, 0, 1] + (0..<12).flatMap { [1, 0, 0, 1, $0, 0, 0, $0] as [UInt8] },
            [0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 4, 0, 9, 0, 3, 0, 5, 200, 6],
        ]
        let client: [[UInt8]] = [
            [1] + (0..<40).flatMap { [$0 % 8, $0] as [UInt8] },
            [1, 0, 1, 1, 0, 1, 3, 2, 0, 2, 3, 4, 0, 4, 1],
        ]
        return server + client
    }
}
