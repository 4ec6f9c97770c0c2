extension DecodeState {
    /// What a type's own `init(from:)` refused, as the error of this format.
    func refused(
        _ error: DecodingError,
        _ type: any Any.Type,
        at place: Place
    ) -> CBORError {
        if let fault = unknownWord(type, at: place) {
            return wire.error(Flaw(place.offset, fault))
        }
        let context: DecodingError.Context
        var fault: CBORFault?
        switch error {
        case .typeMismatch(_, let found): context = found
        case .valueNotFound(_, let found): context = found
        case .keyNotFound(let key, let found):
            context = found
            fault = .missingKey(key.stringValue)
        case .dataCorrupted(let found): context = found
        @unknown default:
            return wire.error(Flaw(place.offset, .invalidValue("the value is not taken")))
        }
        var path = context.codingPath
        if case .keyNotFound(let key, _) = error { path.append(key) }
        return CBORError(
            path: PathStep.text(path),
            offset: place.offset,
            fault: fault ?? .invalidValue(context.debugDescription)
        )
    }

    /// A value that an enumeration does not have; nil for any other type or item.
    private func unknownWord(_ type: any Any.Type, at place: Place) -> CBORFault? {
        guard let type = type as? any RawRepresentable.Type,
            let found = (try? string(at: place))
                ?? (try? integer(Int64.self, at: place)).map({ "\($0)" })
        else { return nil }
        let known = (type as? any CaseIterable.Type).map { Self.words(of: $0) } ?? []
        return known.contains(found)
            ? nil : .unknownValue(found: String(found.prefix(64)), known: known)
    }

    private static func words<E: CaseIterable>(of type: E.Type) -> [String] {
        type.allCases.compactMap { ($0 as? any RawRepresentable).map { "\($0.rawValue)" } }
    }
}
