import OctopusCBOR
import OctopusContract
import GRDB
package import OctopusStore
import struct FoundationEssentials.Data

/// Seals the place where a page ended, so that a cursor tells nothing and can't be made up.
///
/// It opens for the list, the filters, the owner and the caller that it was sealed for, in the same
/// database.
package struct PageSeal: Sendable {
    private let seal: CursorSeal

    package init(_ seal: CursorSeal) {
        self.seal = seal
    }

    func seal(_ place: [DatabaseValue], for list: String, _ binding: [UInt8]) throws -> PageCursor {
        let bytes = try CBOREncoder().encode(CursorPlace(place))
        return PageCursor(Data(try seal.seal(bytes, for: Self.use(list, binding))).base64URLText)
    }

    /// - Throws: `invalid` for a cursor of another list, of other filters, of another owner or caller.
    func open(
        _ cursor: PageCursor,
        of list: String,
        _ binding: [UInt8]
    ) throws(Refusal) -> [DatabaseValue] {
        guard let sealed = Data(base64URLText: cursor.text),
            let bytes = seal.open(Array(sealed), for: Self.use(list, binding)),
            let place = try? CBORDecoder().decode(CursorPlace.self, from: bytes)
        else {
            throw .invalid(
                Violation(
                    path: "after",
                    rule: "cursor",
                    message: "It is no next of this list with these filters, given to this caller."
                )
            )
        }
        return place.values.map(\.databaseValue)
    }

    private static func use(_ list: String, _ binding: [UInt8]) -> [UInt8] {
        Array("\(list)\0".utf8) + binding
    }
}

/// The values of the order's columns, as they are sealed.
struct CursorPlace: Codable {
    /// One of them, or none for null.
    struct Value: Codable {
        var integer: Int64?
        var real: Double?
        var text: String?
        var bytes: Bytes?

        init(_ value: DatabaseValue) {
            switch value.storage {
            case .null: break
            case .int64(let integer): self.integer = integer
            case .double(let real): self.real = real
            case .string(let text): self.text = text
            case .blob(let data): bytes = Bytes(Array(data))
            }
        }

        var databaseValue: DatabaseValue {
            integer?.databaseValue ?? real?.databaseValue ?? text?.databaseValue
                ?? bytes.map { Data($0.bytes).databaseValue } ?? .null
        }
    }

    let values: [Value]

    init(_ values: [DatabaseValue]) {
        self.values = values.map(Value.init)
    }
}

extension Data {
    /// Base64 for addresses (RFC 4648, section 5), without padding.
    package var base64URLText: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    package init?(base64URLText text: String) {
        guard text.utf8.count <= 4096 else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        self.init(
            base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/") + padding
        )
    }
}
