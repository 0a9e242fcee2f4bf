/// What of a request says who asks, so that whoever asks again gets the same version.
public enum RoutingKey: Sendable, Hashable, Codable {
    /// Nothing: each request goes its own way.
    case random
    /// The value of a header field; the name is kept in lower case.
    case header(String)
    /// The value of a cookie.
    case cookie(String)
    /// A claim of the JSON Web Token in the field `Authorization`; the token is not verified, it only tells apart.
    case claim(String)
    /// A parameter of the infer request.
    case parameter(String)
}
