/// Who hears of the requests that were answered.
package struct Observers: Sendable {
    /// Takes observations.
    package let recorder: Recorder
    /// Takes the copies that other versions get, once the reply was sent; it must not wait for anything.
    package let mirror: (@Sendable (ShadowCopy) -> Void)?

    /// Names who hears of requests.
    ///
    /// - Parameters:
    ///   - recorder: takes observations.
    ///   - mirror: takes the copies that other versions get; `nil` for none.
    package init(recorder: Recorder = Recorder(), mirror: (@Sendable (ShadowCopy) -> Void)? = nil) {
        self.recorder = recorder
        self.mirror = mirror
    }
}
