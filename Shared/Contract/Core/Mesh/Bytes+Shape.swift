public import OctopusCBOR

extension Bytes: SelfDescribing {
    public static var shape: Shape { .bytes }
    public static var example: Bytes { Bytes([0xA0]) }
}
