public import ArgumentParser
public import OctopusClient

extension BillingPeriod: ExpressibleByArgument {}
extension RequestDesk: ExpressibleByArgument {}

/// A limit of a package on the command line: `activeCoupons=3`.
struct LimitArgument: ExpressibleByArgument {
    let name: Name
    let most: Int64

    enum Name: String, CaseIterable {
        case activeCoupons, channels, chatOperators, messagesAMonth
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let name = Name(rawValue: String(parts[0])),
            let most = Int64(parts[1])
        else { return nil }
        (self.name, self.most) = (name, most)
    }

    static let help = ArgumentHelp(
        "How much of a product, as activeCoupons=3; also channels, chatOperators, messagesAMonth.",
        valueName: "name=number"
    )
}

extension [LimitArgument] {
    var limits: PackageLimits {
        func most(_ name: LimitArgument.Name) -> Int64? { last { $0.name == name }?.most }
        return PackageLimits(
            activeCoupons: most(.activeCoupons),
            channels: most(.channels),
            chatOperators: most(.chatOperators),
            messagesAMonth: most(.messagesAMonth)
        )
    }
}

/// What something of the catalogue costs.
struct PriceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What it costs, in the currency's smallest unit: 1250 is 12.50.",
            valueName: "number"
        )
    )
    var price: Int64

    @Option(help: ArgumentHelp("The tenant's currency, as EUR.", valueName: "code"))
    var currency: String

    func price(by period: BillingPeriod) -> Price {
        Price(minorUnits: price, currency: currency, period: period)
    }
}

extension Price {
    /// As `12.50 EUR a month`.
    var words: String {
        let amount = Money.words(minorUnits, currency)
        return switch period {
        case .month: "\(amount) a month"
        case .year: "\(amount) a year"
        case .once: "\(amount) once"
        }
    }
}

/// Amounts as people read them.
enum Money {
    /// How many digits the smallest unit has behind the point, where they are not two (ISO 4217).
    private static let digits: [String: Int] = [
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    ].reduce(into: [:]) { digits, row in
        for code in row.value.split(separator: " ") { digits[String(code)] = row.key }
    }

    /// As `12.50 EUR`, of 1250.
    static func words(_ minorUnits: Int64, _ currency: String) -> String {
        "\(number(minorUnits, currency)) \(currency)"
    }

    /// As `12.50`, of 1250.
    static func number(_ minorUnits: Int64, _ currency: String) -> String {
        let behind = digits[currency] ?? 2
        let all = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, behind + 1 - all.count)) + all
        let fraction = behind == 0 ? "" : "." + padded.suffix(behind)
        return (minorUnits < 0 ? "-" : "") + padded.dropLast(behind) + fraction
    }
}

extension PackageLimits {
    /// As `activeCoupons=3 channels=1`.
    var words: String {
        [
            activeCoupons.map { "activeCoupons=\($0)" }, channels.map { "channels=\($0)" },
            chatOperators.map { "chatOperators=\($0)" },
            messagesAMonth.map { "messagesAMonth=\($0)" },
        ].compactMap { $0 }.joined(separator: " ")
    }
}
