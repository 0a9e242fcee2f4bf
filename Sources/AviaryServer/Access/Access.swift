internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Logging
internal import ServiceLifecycle

/// Who may do what, put together: the gatekeeper, and what keeps the keys.
struct Access {
    let gatekeeper: Gatekeeper
    let keeper: KeyKeeper
    /// What runs beside the server.
    let service: any Service

    /// Reads the keys, and makes sure that the server does not listen for everybody by oversight.
    ///
    /// - Parameters:
    ///   - settings: where the server is to listen, and whom it asks for credentials.
    ///   - control: keeps the keys, and knows who follows what happens.
    ///   - tokens: tells who shows a JSON web token; `nil` where no issuer is known.
    ///   - logger: is told whether anybody is asked.
    /// - Throws: `AviaryError` when others could connect and nobody would ask who they are, and when there is no store.
    init(
        _ settings: ServerSettings,
        _ control: ControlPlane,
        tokens: (any TokenVerifying)? = nil,
        logger: Logger
    ) async throws(AviaryError) {
        let ring = KeyRing(try await control.store.keys())
        try settings.accessMode.check(
            host: settings.host,
            isInsecure: settings.insecure,
            hasCredentials: !ring.isEmpty || tokens != nil
        )
        self.gatekeeper = Gatekeeper(settings.accessMode, ring: ring, tokens: tokens)
        self.keeper = KeyKeeper(store: control.store, gatekeeper: self.gatekeeper, changed: { control.wakeFollowers() })
        self.service = KeyTicker(keeper: self.keeper, logger: logger)
        guard !self.gatekeeper.isRequired else { return }
        if Loopback.contains(settings.host) {
            let reason = settings.accessMode == .open ? "so it is set" : "there is no key yet"
            logger.notice("No credentials are asked for: \(reason), and only this machine can connect")
        } else {
            logger.warning("No credentials are asked for: whoever can connect may do all (--insecure)")
        }
    }
}
