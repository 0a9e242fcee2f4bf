internal import AviaryControl
internal import AviaryCore
internal import AviaryStore

extension Principal {
    /// Makes sure that they may make an endpoint what a manifest says.
    ///
    /// Who is limited to endpoints cannot get at the model of another one by putting it behind one of theirs.
    ///
    /// - Parameters:
    ///   - specification: what it is to be.
    ///   - before: what it is now.
    /// - Throws: `AviaryError` with code `forbidden`.
    func require(
        applying specification: EndpointSpecification,
        before: ControlLoop.Endpoint?
    ) throws(AviaryError) {
        try self.require(.operate, at: specification.name.rawValue)
        let model = specification.model
        guard model != specification.name, model != before?.record.specification.model else { return }
        try self.require(.operate, at: model.rawValue)
    }

    /// Makes sure that they may have somebody told what happens; naming a program to run is for an admin.
    ///
    /// - Parameter specification: who is to be told, and how.
    /// - Throws: `AviaryError` with code `forbidden`.
    func require(applying specification: NotifierSpecification) throws(AviaryError) {
        if case .command = specification.way {
            try self.requireEverywhere(.admin)
        } else {
            try self.requireEverywhere(.operate)
        }
    }
}
