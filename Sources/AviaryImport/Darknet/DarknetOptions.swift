internal import AviaryCore

/// Takes typed values out of one section, whose words have all been checked.
struct DarknetOptions {
    private let section: DarknetConfiguration.Section
    private var values: [String: DarknetConfiguration.Option] = [:]

    /// Checks the words of a section.
    ///
    /// - Parameters:
    ///   - section: the section.
    ///   - known: the words that it may have.
    /// - Throws: `AviaryError` that names the line of a word that is unknown, not supported, or there twice.
    init(_ section: DarknetConfiguration.Section, known: DarknetVocabulary.Options) throws(AviaryError) {
        self.section = section
        for option in section.options where !known.ignored.contains(option.name) {
            if let only = known.fixed[option.name] {
                guard option.value == only || Double(option.value).map({ $0 == Double(only) }) == true else {
                    throw AviaryError(
                        .invalidArgument,
                        "line \(option.line): \(quoted("\(option.name)=\(option.value)")) in [\(section.name)] is not "
                            + "supported, only '\(option.name)=\(only)' is"
                    )
                }
                continue
            }
            guard known.read.contains(option.name) else {
                let words = known.read + known.fixed.keys.sorted() + known.ignored.sorted()
                let nearest = NearestWord.find(option.name, among: words).map { "did you mean '\($0)'?" }
                throw AviaryError(
                    .invalidArgument,
                    "line \(option.line): [\(section.name)] has no option \(quoted(option.name))",
                    remedy: nearest ?? "those that are read are \(known.read.joined(separator: ", "))"
                )
            }
            if let first = self.values[option.name], first.value != option.value {
                // Darknet takes the first and OpenCV the last.
                throw AviaryError(
                    .invalidArgument,
                    "line \(option.line): '\(option.name)' says something else than in line \(first.line)",
                    remedy: "keep one of them"
                )
            }
            self.values[option.name] = option
        }
    }

    /// A whole number.
    ///
    /// - Parameters:
    ///   - name: the option.
    ///   - fallback: what is in force without it; `nil` if it has to be there.
    ///   - range: what is allowed.
    /// - Returns: the number.
    /// - Throws: `AviaryError` that names the line.
    func integer(
        _ name: String,
        default fallback: Int? = nil,
        in range: ClosedRange<Int>
    ) throws(AviaryError) -> Int {
        guard let option = self.values[name] else {
            if let fallback { return fallback }
            throw self.missing(name)
        }
        guard let number = Int(option.value), range.contains(number) else {
            throw self.unusable(option, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A list of whole numbers, at least one.
    func integers(_ name: String) throws(AviaryError) -> [Int]? {
        guard let option = self.values[name] else { return nil }
        var numbers: [Int] = []
        for part in option.value.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(part) else { throw self.unusable(option, "whole numbers with commas between them") }
            numbers.append(number)
        }
        return numbers
    }

    /// A list of numbers that a `model.yaml` accepts as sides of anchors, at least one.
    func numbers(_ name: String) throws(AviaryError) -> [Float] {
        guard let option = self.values[name] else { throw self.missing(name) }
        var numbers: [Float] = []
        for part in option.value.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Float(part), number >= 0.01, number <= 65_536 else {
                throw self.unusable(option, "numbers from 0.01 to 65536 with commas between them")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// A number from 1 up to a bound.
    func number(_ name: String, default fallback: Float, upTo bound: Float) throws(AviaryError) -> Float {
        guard let option = self.values[name] else { return fallback }
        guard let number = Float(option.value), number >= 1, number <= bound else {
            throw self.unusable(option, "a number from 1 to \(bound)")
        }
        return number
    }

    /// One of several words.
    func word<Word: CaseIterable & RawRepresentable<String>>(
        _ name: String,
        default fallback: Word
    ) throws(AviaryError) -> Word {
        guard let option = self.values[name] else { return fallback }
        guard let word = Word(rawValue: option.value) else {
            throw AviaryError(
                .invalidArgument,
                "line \(option.line): '\(name)' in [\(self.section.name)] cannot be \(quoted(option.value))",
                remedy: NearestWord.suggestion(for: option.value, among: Word.allCases.map(\.rawValue))
            )
        }
        return word
    }

    /// The line of an option, or of the section if it is not there.
    func line(of name: String) -> Int { self.values[name]?.line ?? self.section.line }

    /// The error of an option that has to be there.
    func missing(_ name: String) -> AviaryError {
        AviaryError(.invalidArgument, "line \(self.section.line): [\(self.section.name)] needs '\(name)'")
    }

    private func unusable(_ option: DarknetConfiguration.Option, _ expected: String) -> AviaryError {
        AviaryError(
            .invalidArgument,
            "line \(option.line): '\(option.name)' in [\(self.section.name)] is \(expected), "
                + "got \(quoted(option.value))"
        )
    }
}
