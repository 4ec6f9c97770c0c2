import COctopusVips
import Glibc

/// `octopus-thumbnail TYPE`: reads one picture, writes smaller ones, and may do nothing else.
///
/// A picture comes from a stranger and is read by large libraries in C, so a service hands it to this program,
/// which lives for one picture: it gives up all that it does not need before it looks at a byte. Whatever
/// a picture makes it do, it has no files, no network, no secrets and little time to do it in.
@main
enum Main {
    /// Why it ends without a picture; `PictureProgram` reads these.
    enum Ending: Int32 {
        case wrongUse = 64, cannotConfine = 71
        case unreadable = 10, tooManyPixels, animated
    }

    private static let sides: [Int32] = [1600, 480, 160]
    private static let mostPixels = 100_000_000
    private static let mostBytes = 32 << 20
    private static let memoryBytes: UInt = 1 << 30
    private static let workSeconds: UInt = 10
    private static let writtenBytes: UInt = 16 << 20

    static func main() {
        guard CommandLine.arguments.count == 2,
            let type = CommandLine.arguments[1].utf8.first.map(CChar.init(bitPattern:))
        else { end(.wrongUse) }
        guard octopus_close_others() == 0,
            octopus_confine(memoryBytes, workSeconds, writtenBytes) == 0,
            octopus_vips_begin() == 0,
            octopus_lock_in() == 0
        else { end(.cannotConfine) }
        guard let picture = read() else { end(.unreadable) }
        // Its header first: how large it becomes is known before anything is decoded.
        guard let header = octopus_vips_open(type, picture.baseAddress, picture.count, 1)
        else {
            end(.unreadable)
        }
        var (width, height) = (vips_image_get_width(header), vips_image_get_height(header))
        guard Int(width) * Int(height) <= mostPixels else { end(.tooManyPixels) }
        guard vips_image_get_n_pages(header) <= 1 else { end(.animated) }
        // As many pixels as the largest one needs, which is sharper when it is made of twice as many.
        let nth = [8, 4, 2].first { max(width, height) / $0 >= 2 * sides[0] } ?? 1
        guard let whole = octopus_vips_open(type, picture.baseAddress, picture.count, nth),
            let large = octopus_vips_shrink(whole, sides[0])
        else { end(.unreadable) }
        if vips_image_get_orientation_swap(header) != 0 { swap(&width, &height) }
        var output = numbers(UInt32(width), UInt32(height)) + saved(large)
        for side in sides.dropFirst() {
            guard let image = octopus_vips_shrink(large, side) else { end(.unreadable) }
            output += saved(image)
        }
        write(output)
    }

    private static func end(_ ending: Ending) -> Never { exit(ending.rawValue) }

    private static func saved(_ image: OpaquePointer) -> [UInt8] {
        var bytes: UnsafeMutableRawPointer?
        var count = 0
        guard octopus_vips_save(image, &bytes, &count) == 0, let bytes else { end(.unreadable) }
        let width = UInt32(vips_image_get_width(image))
        let height = UInt32(vips_image_get_height(image))
        return numbers(width, height, UInt32(count))
            + UnsafeRawBufferPointer(start: bytes, count: count)
    }

    private static func numbers(_ all: UInt32...) -> [UInt8] {
        all.flatMap { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
    }

    /// All of standard input; nil if that is nothing or too much.
    private static func read() -> UnsafeMutableRawBufferPointer? {
        var status = stat()
        guard fstat(STDIN_FILENO, &status) == 0, (1...mostBytes).contains(Int(status.st_size))
        else {
            return nil
        }
        let bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Int(status.st_size),
            alignment: 16
        )
        var count = 0
        while count < bytes.count {
            let more = pread(
                STDIN_FILENO,
                bytes.baseAddress?.advanced(by: count),
                bytes.count - count,
                off_t(count)
            )
            guard more > 0 else { return nil }
            count += more
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            guard count > 0 else { end(.cannotConfine) }
            rest = rest.dropFirst(count)
        }
    }
}
