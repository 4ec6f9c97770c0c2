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
    /// As `1250 EUR a month`.
    var words: String {
        switch period {
        case .month: "\(minorUnits) \(currency) a month"
        case .year: "\(minorUnits) \(currency) a year"
        case .once: "\(minorUnits) \(currency) once"
        }
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
