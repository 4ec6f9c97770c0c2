import OctopusPartnersContract

extension PackageLimits {
    /// What a package gives together with add-ons; where it has no limit there is nothing to raise.
    func raised(by more: PackageLimits?) -> PackageLimits {
        combined(with: more) { most, more in most.map { $0 + (more ?? 0) } }
    }

    /// What add-ons raise together.
    func adding(_ more: PackageLimits?) -> PackageLimits {
        combined(with: more) { one, other in
            one == nil && other == nil ? nil : (one ?? 0) + (other ?? 0)
        }
    }

    /// What is left of what add-ons raise when some of it ends.
    func less(_ ending: PackageLimits) -> PackageLimits {
        combined(with: ending) { raise, ending in raise.map { max(0, $0 - (ending ?? 0)) } }
    }

    /// The lower of both; what is absent has no limit.
    func lower(_ other: PackageLimits) -> PackageLimits {
        combined(with: other) { [$0, $1].compactMap(\.self).min() }
    }

    private func combined(
        with other: PackageLimits?,
        _ combine: (Int64?, Int64?) -> Int64?
    ) -> PackageLimits {
        PackageLimits(
            activeCoupons: combine(activeCoupons, other?.activeCoupons),
            channels: combine(channels, other?.channels),
            chatOperators: combine(chatOperators, other?.chatOperators),
            messagesAMonth: combine(messagesAMonth, other?.messagesAMonth)
        )
    }
}

extension Collection<AddOnRecord> {
    /// What they raise together; nil if they raise nothing.
    var raises: PackageLimits? {
        let raises = compactMap(\.raises)
        return raises.isEmpty ? nil : raises.reduce(PackageLimits()) { $0.adding($1) }
    }
}
