// swift-tools-version:6.2
import PackageDescription

/// The readers of what clients send, compiled with libFuzzer's eyes on every branch.
///
/// A package of its own, because the instrumentation must not reach the product. The sources are those of the product, by
/// links, so that a `package` declaration is one here as well.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    // Some readers are internal to their module.
    .unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library", "-enable-testing"]),
]

let package = Package(
    name: "aviary-fuzz",
    targets: [
        .target(name: "AviaryCore", swiftSettings: settings),
        // Of the other modules the readers alone: what they read does not depend on the network, on files or on NIO.
        .target(
            name: "AviaryClient",
            dependencies: ["AviaryCore"],
            exclude: ["Wire/RequestEncoder.swift"],
            swiftSettings: settings
        ),
        .target(name: "AviaryServer", swiftSettings: settings),
        .target(name: "AviaryStore", dependencies: ["AviaryCore"], swiftSettings: settings),
        .executableTarget(
            name: "fuzz",
            dependencies: ["AviaryClient", "AviaryCore", "AviaryServer", "AviaryStore"],
            swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)
