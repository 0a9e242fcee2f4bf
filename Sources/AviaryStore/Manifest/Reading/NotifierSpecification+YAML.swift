internal import AviaryControl
internal import AviaryCore
internal import Yams

extension NotifierSpecification {
    /// Reads a notifier.
    init?(_ values: [String: Node], _ root: Node, _ checker: inout ConfigurationChecker) {
        var (name, url, timeout): (String?, String?, Duration) = (nil, nil, Self.usualTimeout)
        if let node = checker.required("metadata", of: values, "", root),
            let metadata = checker.section(node, "metadata", keys: ["name"]),
            let node = checker.required("name", of: metadata, "metadata", node)
        {
            name = checker.name(node, "metadata.name")?.rawValue
        }
        let later = ["alertmanager", "severities", "events"]
        if let node = checker.required("spec", of: values, "", root),
            let spec = checker.section(node, "spec", keys: ["webhook"], later: later),
            let node = checker.required("webhook", of: spec, "spec", node),
            let webhook = checker.section(node, "spec.webhook", keys: ["url", "timeout"])
        {
            if let node = checker.required("url", of: webhook, "spec.webhook", node) {
                url = checker.text(node, "spec.webhook.url")
                if let words = url.flatMap(WebAddress.problem) { checker.note("spec.webhook.url", words, at: node) }
            }
            if let node = webhook["timeout"],
                let time = checker.duration(node, "spec.webhook.timeout", in: .milliseconds(1)...(.seconds(60)))
            {
                timeout = time
            }
        }
        guard let name, let url else { return nil }
        self.init(name: name, url: url, timeout: timeout)
    }
}
