/// A container of a map's values that can be made where only its type is at hand.
protocol MapReading: KeyedDecodingContainerProtocol {
    init(state: DecodeState, place: Place, type: any Any.Type)
}

extension KeyedDecoder: MapReading {}

/// Opens maps with keys of a type.
class MapReader<Key: CodingKey> {
    func open(
        _ state: DecodeState,
        _ place: Place,
        _ type: any Any.Type
    ) -> KeyedDecodingContainer<Key> {
        preconditionFailure("the class below opens them")
    }
}

/// The same for a type of containers, which this object's own type knows.
private final class MapReaderOf<Container: MapReading>: MapReader<Container.Key> {
    override func open(
        _ state: DecodeState,
        _ place: Place,
        _ type: any Any.Type
    ) -> KeyedDecodingContainer<Container.Key> {
        KeyedDecodingContainer(Container(state: state, place: place, type: type))
    }
}

extension KeyedDecoder {
    /// Opens a map by what was found for its keys' type before.
    @inline(__always)
    static func open(
        _ state: DecodeState,
        _ place: Place,
        _ type: any Any.Type
    ) -> KeyedDecodingContainer<Key> {
        let reader = mapReaders.find(Key.self) ?? note()
        // It was noted for this type of keys.
        return unsafeDowncast(reader, to: MapReader<Key>.self).open(state, place, type)
    }

    private static func note() -> AnyObject {
        let reader = MapReaderOf<KeyedDecoder<Key>>()
        mapReaders.note(Key.self, reader)
        return reader
    }
}

private let mapReaders = TypeTable()
