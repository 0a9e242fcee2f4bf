package import AviaryCore

/// How a terminal shows pictures between its lines.
package enum TerminalGraphics: String, CaseIterable, Sendable {
    /// kitty's protocol, <https://sw.kovidgoyal.net/kitty/graphics-protocol/>; Ghostty and Konsole speak it, too.
    case kitty
    /// iTerm2's, <https://iterm2.com/documentation-images.html>; WezTerm and mintty speak it, too.
    case iterm2
    /// DEC's, of the VT340: xterm, foot, Windows Terminal and others.
    case sixel

    /// Tells by the environment which protocol a terminal speaks.
    ///
    /// There is none if the environment tells nothing, and within tmux and screen, which would show as text what is
    /// meant for the terminal around them. A terminal that speaks ``sixel`` does not say so there, but when it is asked: ``hasSixel(deviceAttributes:)``.
    ///
    /// - Parameter environment: the process's environment.
    package init?(environment: [String: String]) {
        let term = environment["TERM", default: ""]
        guard environment["TMUX"] == nil, !term.hasPrefix("screen"), !term.hasPrefix("tmux") else { return nil }
        let program = environment["TERM_PROGRAM", default: ""].lowercased()
        if term == "xterm-kitty" || term == "xterm-ghostty" || program == "ghostty"
            || environment["KONSOLE_VERSION"] != nil
        {
            self = .kitty
        } else if ["iterm.app", "wezterm", "mintty"].contains(program) || environment["LC_TERMINAL"] == "iTerm2" {
            self = .iterm2
        } else {
            return nil
        }
    }

    /// Whether a terminal's answer to a request for its primary device attributes (`ESC [ c`) lists sixel graphics.
    ///
    /// - Parameter answer: `ESC [ ? 62 ; 4 ; 22 c` and the like; anything that came before it is skipped.
    /// - Returns: whether attribute 4 is among them, after the terminal's class.
    package static func hasSixel(deviceAttributes answer: [UInt8]) -> Bool {
        guard let end = answer.lastIndex(of: UInt8(ascii: "c")),
            let mark = answer[..<end].lastIndex(of: UInt8(ascii: "?"))
        else { return false }
        let attributes = answer[(mark + 1)..<end].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        return attributes.dropFirst().contains { $0.elementsEqual([UInt8(ascii: "4")]) }
    }

    /// Writes a picture as the terminal reads it.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - maximumWidth: the terminal's width in pixels; a wider picture is made smaller.
    /// - Returns: the bytes for the terminal, with a line end.
    /// - Throws: `AviaryError` when a library has no memory for it.
    package func bytes(of picture: Picture, maximumWidth: Int) throws(AviaryError) -> [UInt8] {
        let picture = picture.scaled(toWidth: min(picture.width, max(1, maximumWidth)))
        return switch self {
        case .kitty: Self.kitty(picture)
        case .iterm2: Self.iterm2(try JPEG.encode(picture, quality: 90), picture)
        case .sixel: try Sixel.encode(picture) + [UInt8(ascii: "\n")]
        }
    }

    /// Raw pixels in base 64, in pieces of at most 4096 bytes.
    private static func kitty(_ picture: Picture) -> [UInt8] {
        var raw: [UInt8] = []
        raw.reserveCapacity(picture.pixels.count * 3)
        for pixel in picture.pixels {
            raw.append(UInt8(truncatingIfNeeded: pixel >> 16))
            raw.append(UInt8(truncatingIfNeeded: pixel >> 8))
            raw.append(UInt8(truncatingIfNeeded: pixel))
        }
        let text = Base64.encode(raw)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 4096) {
            let end = min(start + 4096, text.count)
            // q=2: the terminal shall not answer, nobody reads it.
            let head = start == 0 ? "a=T,f=24,s=\(picture.width),v=\(picture.height),q=2," : ""
            bytes += Array("\u{1B}_G\(head)m=\(end < text.count ? 1 : 0);".utf8)
            bytes += text[start..<end]
            bytes += Array("\u{1B}\\".utf8)
        }
        return bytes + [UInt8(ascii: "\n")]
    }

    private static func iterm2(_ file: [UInt8], _ picture: Picture) -> [UInt8] {
        let head = "\u{1B}]1337;File=inline=1;size=\(file.count);width=\(picture.width)px;height=\(picture.height)px:"
        return Array(head.utf8) + Base64.encode(file) + Array("\u{7}\n".utf8)
    }
}
