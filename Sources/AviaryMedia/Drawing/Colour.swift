/// A colour for a class of things: always the same one, and unlike those of most others.
package struct Colour: Sendable, Hashable {
    /// 0...1.
    package let red: Double
    /// 0...1.
    package let green: Double
    /// 0...1.
    package let blue: Double

    /// Finds a label's colour.
    ///
    /// - Parameter label: the label; its hue is a hash (FNV-1a) of its bytes.
    package init(of label: String) {
        let hash = label.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }
        // The product with the golden ratio spreads hashes that lie close together.
        let hue = (Double(hash) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
        (self.red, self.green, self.blue) = (Self.part(hue, 0), Self.part(hue, 1.0 / 3), Self.part(hue, 2.0 / 3))
    }

    /// How much of a base colour is in a saturated hue.
    private static func part(_ hue: Double, _ base: Double) -> Double {
        let distance = abs((hue - base + 1.5).truncatingRemainder(dividingBy: 1) - 0.5)
        return 0.12 + 0.83 * min(1, max(0, 2 - 6 * distance))
    }

    /// Whether dark text is easier to read on it: luminance as ITU-R BT.709 weighs it.
    var isBright: Bool { 0.2126 * self.red + 0.7152 * self.green + 0.0722 * self.blue > 0.5 }
}
