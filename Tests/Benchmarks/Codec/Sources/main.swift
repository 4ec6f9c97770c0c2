// codec-benchmark LIBRARY MESSAGE DIRECTION COUNT: does one thing COUNT times.
//
// `measure` runs it under callgrind with two counts; their difference is what it costs, without
// the program's start.

import OctopusCBOR
import SwiftProtobuf

/// Work of which only the number of repetitions is open.
typealias Work = (_ count: Int) throws -> Void

func cbor<T: Codable & Equatable>(_ value: T, _ direction: String) throws -> Work {
    let encoder = CBOREncoder()
    let decoder = CBORDecoder()
    let bytes = try encoder.encode(value)
    guard try decoder.decode(T.self, from: bytes) == value else { throw Fault.differs }
    print("\(bytes.count) bytes")
    if direction == "encode" {
        return { for _ in 0..<$0 { keep(try encoder.encode(value)) } }
    }
    return { for _ in 0..<$0 { keep(try decoder.decode(T.self, from: bytes)) } }
}

func protobuf<T: SwiftProtobuf.Message & Equatable>(_ value: T, _ direction: String) throws -> Work
{
    let bytes: [UInt8] = try value.serializedBytes()
    guard try T(serializedBytes: bytes) == value else { throw Fault.differs }
    print("\(bytes.count) bytes")
    if direction == "encode" {
        return { for _ in 0..<$0 { keep(try value.serializedBytes() as [UInt8]) } }
    }
    return { for _ in 0..<$0 { keep(try T(serializedBytes: bytes)) } }
}

enum Fault: Error {
    case usage, differs
}

/// Keeps the optimiser from dropping what nobody uses.
@inline(never)
func keep<T>(_ value: T) {}

func work(_ arguments: [String]) throws -> Work {
    guard arguments.count == 5, ["encode", "decode"].contains(arguments[3]) else {
        throw Fault.usage
    }
    let direction = arguments[3]
    return switch (arguments[1], arguments[2]) {
    case ("cbor", "small"): try cbor(Examples.award, direction)
    case ("cbor", "medium"): try cbor(Examples.wallet, direction)
    case ("cbor", "page200"): try cbor(Examples.page, direction)
    case ("protobuf", "small"): try protobuf(ProtoAwardRequest(Examples.award), direction)
    case ("protobuf", "medium"): try protobuf(ProtoWallet(Examples.wallet), direction)
    case ("protobuf", "page200"): try protobuf(ProtoLedgerPage(Examples.page), direction)
    default: throw Fault.usage
    }
}

let arguments = CommandLine.arguments
try work(arguments)(Int(arguments.last ?? "") ?? 1)
