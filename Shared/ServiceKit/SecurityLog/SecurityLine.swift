/// One line of the security log, apart.
struct SecurityLine {
    static let beginning = #"{"log":"security","seq":"#
    private static let chainField = #","chain":""#

    let seq: Int64
    /// What the chain's code is made of.
    let text: Substring
    let code: [UInt8]

    /// Nil if the line is no line of the security log, or a damaged one.
    init?(_ line: Substring) {
        guard line.hasPrefix(Self.beginning), line.hasSuffix("\"}"),
            let seq = Int64(line.dropFirst(Self.beginning.count).prefix { $0.isNumber }),
            // The last one: no field's text can bring a quote that is not escaped.
            let field = line.lastRange(of: Self.chainField),
            let code = HashChain.bytes(hex: line[field.upperBound...].dropLast(2)),
            code.count == 32
        else { return nil }
        self.seq = seq
        self.code = code
        text = line[..<field.lowerBound]
    }

    static func ending(_ code: [UInt8]) -> String {
        chainField + HashChain.hex(code) + "\"}\n"
    }
}

extension Substring {
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        var index = endIndex
        while index > startIndex {
            index = self.index(before: index)
            if self[index...].hasPrefix(text) {
                return index..<self.index(index, offsetBy: text.count)
            }
        }
        return nil
    }
}
