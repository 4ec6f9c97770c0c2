import COctopusPNG

extension QRMatrix {
    /// The code as a grey PNG with its quiet zone.
    ///
    /// - Parameter pixelsPerModule: Clamped to 1…64, so that a picture stays below 12,000 pixels a
    ///   side.
    /// - Returns: The bytes of the file.
    /// - Throws: `QRCodeError.picture` with libpng's words.
    package func png(pixelsPerModule: Int = 8) throws(QRCodeError) -> [UInt8] {
        let scale = min(max(pixelsPerModule, 1), 64)
        let side = (size + 2 * Self.quietModules) * scale
        var pixels = [UInt8](repeating: 255, count: side * side)
        for row in 0..<side {
            for column in 0..<side
            where self[column / scale - Self.quietModules, row / scale - Self.quietModules] {
                pixels[row * side + column] = 0
            }
        }

        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        image.width = UInt32(side)
        image.height = UInt32(side)
        image.format = UInt32(PNG_FORMAT_GRAY)
        defer { png_image_free(&image) }

        // The first call tells the size that the second one needs.
        var count = 0
        guard png_image_write_to_memory(&image, nil, &count, 0, pixels, 0, nil) != 0 else {
            throw .picture(Self.message(of: image))
        }
        var file = [UInt8](repeating: 0, count: count)
        guard png_image_write_to_memory(&image, &file, &count, 0, pixels, 0, nil) != 0 else {
            throw .picture(Self.message(of: image))
        }
        return Array(file.prefix(count))
    }

    private static func message(of image: png_image) -> String {
        withUnsafeBytes(of: image.message) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
