/// A container of a map's values that can be made where only its type is at hand.
protocol MapWriting: KeyedEncodingContainerProtocol {
    init(state: EncodeState, slot: Slot)
}

extension KeyedEncoder: MapWriting {}

/// Opens maps with keys of a type.
class MapWriter<Key: CodingKey> {
    func open(_ state: EncodeState, _ slot: Slot) -> KeyedEncodingContainer<Key> {
        preconditionFailure("the class below opens them")
    }
}

/// The same for a type of containers, which this object's own type knows.
private final class MapWriterOf<Container: MapWriting>: MapWriter<Container.Key> {
    override func open(
        _ state: EncodeState,
        _ slot: Slot
    ) -> KeyedEncodingContainer<Container.Key> {
        KeyedEncodingContainer(Container(state: state, slot: slot))
    }
}

extension KeyedEncoder {
    /// Opens a map by what was found for its keys' type before.
    @inline(__always)
    static func open(_ state: EncodeState, _ slot: Slot) -> KeyedEncodingContainer<Key> {
        let writer = mapWriters.find(Key.self) ?? note()
        // It was noted for this type of keys.
        return unsafeDowncast(writer, to: MapWriter<Key>.self).open(state, slot)
    }

    private static func note() -> AnyObject {
        let writer = MapWriterOf<KeyedEncoder<Key>>()
        mapWriters.note(Key.self, writer)
        return writer
    }
}

private let mapWriters = TypeTable()
