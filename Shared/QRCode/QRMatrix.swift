import COctopusQREncode
import Glibc

/// The dark and light modules of a QR code, without its quiet zone.
package struct QRMatrix: Sendable, Hashable {
    /// How many light modules a reader needs around the code (ISO/IEC 18004).
    package static let quietModules = 4

    /// Modules on each side, 21 to 177.
    package let size: Int
    private let dark: [Bool]

    /// Encodes a text as UTF-8, in the smallest code that holds it.
    ///
    /// - Throws: `QRCodeError` if there is nothing to encode, or more than a code holds.
    package init(_ text: String, correction: QRCorrection = .medium) throws(QRCodeError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= QRCodeError.mostBytes else { throw .tooLong(bytes: bytes.count) }
        guard let code = Self.encoded(bytes, correction.level) else {
            throw errno == ERANGE ? .tooLong(bytes: bytes.count) : .failed(errno: errno)
        }
        defer { QRcode_free(code) }
        let size = Int(code.pointee.width)
        self.size = size
        // The lowest bit says dark; the others say which part of the code it is.
        dark = (0..<size * size).map { code.pointee.data[$0] & 1 == 1 }
    }

    /// Whether a module is dark; all around the code they are light.
    package subscript(column: Int, row: Int) -> Bool {
        guard (0..<size).contains(column), (0..<size).contains(row) else { return false }
        return dark[row * size + column]
    }

    private static func encoded(
        _ bytes: [UInt8],
        _ level: QRecLevel
    ) -> UnsafeMutablePointer<QRcode>? {
        guard bytes.contains(0) else {
            // Digits and capitals take less room than bytes do, which this finds out by itself.
            return (bytes + [0]).withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) {
                    QRcode_encodeString($0.baseAddress, 0, level, QR_MODE_8, 1)
                }
            }
        }
        return QRcode_encodeData(Int32(bytes.count), bytes, 0, level)
    }
}

/// How much of a code may be unreadable.
package enum QRCorrection: String, Sendable, CaseIterable {
    /// About 7 %.
    case low
    /// About 15 %.
    case medium
    /// About 25 %.
    case quartile
    /// About 30 %.
    case high

    fileprivate var level: QRecLevel {
        switch self {
        case .low: QR_ECLEVEL_L
        case .medium: QR_ECLEVEL_M
        case .quartile: QR_ECLEVEL_Q
        case .high: QR_ECLEVEL_H
        }
    }
}

/// Why a code could not be drawn.
package enum QRCodeError: Error, Hashable, CustomStringConvertible {
    case empty
    case tooLong(bytes: Int)
    case failed(errno: Int32)
    case picture(String)

    /// The largest code's digits; of bytes it holds 2953.
    static let mostBytes = 7089

    package var description: String {
        switch self {
        case .empty: "there is nothing to encode"
        case .tooLong(let bytes):
            "\(bytes) bytes are more than a QR code of this error correction holds"
        case .failed(let number): "libqrencode failed with errno \(number)"
        case .picture(let message): "the PNG could not be written: \(message)"
        }
    }
}
