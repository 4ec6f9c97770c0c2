/// Half precision by its bits, since not every platform's `Float16` exists.
enum HalfPrecision {
    /// The number that sixteen bits mean.
    static func value(of bits: UInt16) -> Double {
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Double(bits & 0x3FF)
        let magnitude: Double
        switch exponent {
        case 0: magnitude = fraction * 0x1p-24
        case 31: magnitude = fraction == 0 ? .infinity : .nan
        default:
            magnitude = Double(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
        }
        return bits & 0x8000 == 0 ? magnitude : -magnitude
    }

    /// The sixteen bits that mean exactly this number, if there are any; every NaN is the quiet one.
    static func bits(of number: Float) -> UInt16? {
        if number.isNaN { return 0x7E00 }
        let sign: UInt16 = number.sign == .minus ? 0x8000 : 0
        if number.isInfinite { return sign | 0x7C00 }
        let magnitude = number.magnitude
        if magnitude == 0 { return sign }
        guard magnitude >= 0x1p-24, magnitude <= 65504 else { return nil }
        if magnitude < 0x1p-14 {
            let fraction = magnitude * 0x1p24
            return fraction == fraction.rounded() ? sign | UInt16(fraction) : nil
        }
        let bits = magnitude.bitPattern
        guard bits & 0x1FFF == 0 else { return nil }
        let exponent = UInt16(bits >> 23) - 112
        return sign | exponent << 10 | UInt16(bits >> 13 & 0x3FF)
    }
}
