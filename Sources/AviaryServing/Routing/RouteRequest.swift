package import AviaryCore

/// What of a request says where it goes.
///
/// It is kept while the request's body arrives, and routed right before the request is submitted, by the table that is in
/// force then: so a rollback acts on every request that has not been submitted. The fields were kept as an earlier table
/// asked. Where the new one asks for others, a request that was under way at that moment has no key, and goes by chance as
/// any request does that lacks the field.
package struct RouteRequest: Sendable {
    /// The endpoint's name.
    package let endpoint: String
    /// Which version it asks for.
    package let choice: VersionChoice
    /// The header fields that the routing table asked for when the head was read.
    package let fields: [WantedFields.Field]

    /// Says where a request goes.
    ///
    /// - Parameters:
    ///   - endpoint: the endpoint's name.
    ///   - choice: which version it asks for.
    ///   - fields: the header fields that were kept.
    package init(endpoint: String, choice: VersionChoice = .any, fields: [WantedFields.Field] = []) {
        self.endpoint = endpoint
        self.choice = choice
        self.fields = fields
    }

    /// Finds the engine by whose signature the request is read before it is known which version answers.
    ///
    /// - Parameter table: the table in force.
    /// - Returns: the engine.
    /// - Throws: ``AviaryError`` for an endpoint or version that is not there, or not ready.
    package func reader(in table: RoutingTable) throws(AviaryError) -> Engine {
        try table.endpoint(self.endpoint).reader(self.choice)
    }

    /// Routes the request.
    ///
    /// - Parameters:
    ///   - table: the table in force.
    ///   - parameters: the parameters of the infer request.
    ///   - random: decides for requests without a key.
    /// - Returns: the version that answers.
    /// - Throws: ``AviaryError`` for an endpoint or version that is not there, or not ready.
    package func assign(
        in table: RoutingTable,
        _ parameters: Parameters,
        using random: inout some RandomNumberGenerator
    ) throws(AviaryError) -> Assignment {
        let endpoint = try table.endpoint(self.endpoint)
        let key = self.choice == .any ? endpoint.key.hash(self.fields, parameters) : nil
        return try endpoint.assign(self.choice, key: key, using: &random)
    }
}
