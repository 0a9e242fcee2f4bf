import AviaryCore
import AviaryMedia
import AviaryTesting
import Foundation
import Testing

struct TerminalGraphicsTests {
    @Test(
        arguments: [
            (["TERM": "xterm-kitty"], .kitty), (["TERM": "xterm-ghostty"], .kitty),
            (["TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"], .kitty), (["KONSOLE_VERSION": "230804"], .kitty),
            (["TERM_PROGRAM": "iTerm.app"], .iterm2), (["TERM_PROGRAM": "WezTerm"], .iterm2),
            (["TERM": "xterm", "LC_TERMINAL": "iTerm2"], .iterm2), (["TERM": "xterm-256color"], nil), ([:], nil),
            (["TERM": "screen-256color", "TERM_PROGRAM": "iTerm.app"], nil),
            (["TERM": "tmux-256color", "LC_TERMINAL": "iTerm2"], nil),
            (["TERM": "xterm-kitty", "TMUX": "/tmp/tmux"], nil),
        ] as [([String: String], TerminalGraphics?)]
    )
    func `the environment tells which protocol a terminal speaks`(
        environment: [String: String],
        expected: TerminalGraphics?
    ) {
        #expect(TerminalGraphics(environment: environment) == expected)
    }

    @Test(
        arguments: [
            ("\u{1B}[?62;4;6;22c", true), ("\u{1B}[?63;1;2;4c", true), ("typed ahead\u{1B}[?65;4c", true),
            // A terminal of class 4 has no sixels for that alone.
            ("\u{1B}[?4;6c", false), ("\u{1B}[?62;14;44c", false), ("\u{1B}[?1;2c", false), ("c", false), ("", false),
            ("\u{1B}[?62;4", false),
        ]
    )
    func `a terminal with sixels lists attribute 4`(answer: String, hasSixel: Bool) {
        #expect(TerminalGraphics.hasSixel(deviceAttributes: Array(answer.utf8)) == hasSixel)
    }

    private static let picture = Picture(
        width: 90,
        height: 60,
        pixels: (0..<5400).map { $0 % 90 < 45 ? 0xFF0000 : 0x0000FF }
    )

    @Test func `kitty gets all pixels in pieces`() throws {
        let text = String(
            decoding: try TerminalGraphics.kitty.bytes(of: Self.picture, maximumWidth: 800),
            as: UTF8.self
        )
        let pieces = text.split(separator: "\u{1B}\\").dropLast().map {
            $0.drop(while: { $0 == "\u{1B}" || $0 == "_" })
        }
        #expect(pieces.first?.hasPrefix("Ga=T,f=24,s=90,v=60,q=2,m=1;") == true)
        #expect(
            pieces.dropFirst().dropLast().allSatisfy { $0.hasPrefix("Gm=1;") }
                && pieces.last?.hasPrefix("Gm=0;") == true
        )
        let payload = pieces.map { $0.split(separator: ";", maxSplits: 1)[1] }
        #expect(payload.allSatisfy { $0.count <= 4096 })
        let pixels = try #require(Data(base64Encoded: payload.joined()))
        #expect(pixels.count == 90 * 60 * 3 && pixels.prefix(3).elementsEqual([255, 0, 0]))
        #expect(pixels.suffix(3).elementsEqual([0, 0, 255]))
    }

    @Test func `iTerm2 gets a file of the length that it is told`() throws {
        let text = String(
            decoding: try TerminalGraphics.iterm2.bytes(of: Self.picture, maximumWidth: 45),
            as: UTF8.self
        )
        let parts = text.split(separator: ":", maxSplits: 1)
        let file = try #require(Data(base64Encoded: String(parts[1].dropLast(2))))
        #expect(parts[0].contains("size=\(file.count);width=45px;height=30px"))
        let picture = try Picture(decoding: Array(file).span.bytes)
        #expect((picture.width, picture.height) == (45, 30))
    }

    @Test func `sixels begin and end as a terminal expects, and tell the size`() throws {
        let bytes = try TerminalGraphics.sixel.bytes(of: Self.picture, maximumWidth: 800)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("\u{1B}P") && text.hasSuffix("\u{1B}\\\n"))
        #expect(text.contains(";90;60"))
    }

    @Test func `a picture made smaller keeps its aspect and its colours`() {
        let small = Self.picture.scaled(toWidth: 30)
        #expect((small.width, small.height) == (30, 20))
        #expect(small.pixels.first == 0xFF0000 && small.pixels.last == 0x0000FF)
        #expect(Self.picture.scaled(toWidth: 1).height == 1)
    }

    @Test(arguments: PictureProperty.allCases)
    func `what fuzzing has kept does no harm`(property: PictureProperty) throws {
        let (count, violations) = try property.tryKeptInputs()
        #expect(count > 20, "the corpus of \(property.rawValue) is missing")
        #expect(violations.isEmpty)
    }
}
