extension String {
    /// The text with a sign written twice wherever it stands, as CSV and YAML have it inside of quotes.
    ///
    /// Goes by Unicode scalars: a quote and an accent behind it are one character, and two scalars to whoever reads the file.
    ///
    /// - Parameter sign: the sign.
    /// - Returns: the text.
    package func doubling(_ sign: Unicode.Scalar) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in self.unicodeScalars {
            if scalar == sign { scalars.append(scalar) }
            scalars.append(scalar)
        }
        return String(scalars)
    }
}
