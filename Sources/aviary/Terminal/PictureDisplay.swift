import ArgumentParser
import AviaryMedia
import Foundation

/// Whether and how pictures are shown in the terminal.
enum PictureDisplay: String, ExpressibleByArgument, CaseIterable {
    case auto, never, kitty, iterm2, sixel

    /// The protocol to use; `nil` to show nothing.
    var graphics: TerminalGraphics? {
        switch self {
        case .never: nil
        case .kitty: .kitty
        case .iterm2: .iterm2
        case .sixel: .sixel
        case .auto:
            if !StandardOutput.isTerminal {
                nil
            } else if let told = TerminalGraphics(environment: ProcessInfo.processInfo.environment) {
                told
            } else {
                TerminalGraphics.hasSixel(deviceAttributes: TerminalQuery.deviceAttributes()) ? .sixel : nil
            }
        }
    }
}
