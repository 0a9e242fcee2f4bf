internal import AviaryTesting
internal import Foundation

/// `fuzz [OPTIONS] CORPUS...`: looks for an input that breaks what holds for a reader; the options are libFuzzer's.
///
/// The variable `AVIARY_FUZZ` names the reader, because libFuzzer starts itself again with other arguments.
@main
enum Fuzz {
    static func main() {
        _ = property
        var arguments = CommandLine.unsafeArgv
        var count = CommandLine.argc
        exit(runDriver(&count, &arguments, tryInput))
    }
}

/// Which reader is fuzzed.
private let property: any InputProperty = {
    let name = ProcessInfo.processInfo.environment["AVIARY_FUZZ", default: ""]
    let all: [any InputProperty] =
        ReaderProperty.allCases + ClientReaderProperty.allCases + ModelScannerProperty.allCases
        + TraceContextProperty.allCases + MultipartProperty.allCases + PictureProperty.allCases
        + TableProperty.allCases
    guard let property = all.first(where: { $0.rawValue == name }) else {
        let names = all.map(\.rawValue).joined(separator: ", ")
        FileHandle.standardError.write(Data("fuzz: AVIARY_FUZZ names a reader: \(names)\n".utf8))
        exit(64)
    }
    return property
}()

/// What libFuzzer calls with each input.
private let tryInput: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt = { start, count in
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let violation = property.violation(by: bytes) { fatalError(violation) }
    return 0
}

/// libFuzzer's entry for programs that have a `main` of their own, as SwiftPM gives every executable one.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ input: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
