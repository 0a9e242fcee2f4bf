// swift-tools-version:6.2
import PackageDescription

/// The readers of what clients send, compiled with libFuzzer's eyes on every branch.
///
/// A package of its own, because the instrumentation must not reach the product. The sources are those of the product, by
/// links, so that a `package` declaration is one here as well.
let plain: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    .unsafeFlags(["-sanitize=address", "-parse-as-library"]),
]

/// For the readers alone, because an input is worth keeping for what it reaches in them and not in what tries them.
///
/// Some are internal to their module, so it is compiled for tests.
let settings = plain + [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])]

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
        .systemLibrary(name: "CImages"),
        .target(name: "AviaryMedia", dependencies: ["AviaryCore", "CImages"], swiftSettings: settings),
        .target(name: "AviaryServer", dependencies: ["AviaryCore"], swiftSettings: settings),
        .target(name: "AviaryStore", dependencies: ["AviaryCore"], swiftSettings: settings),
        .target(name: "AviaryTables", dependencies: ["AviaryCore"], swiftSettings: settings),
        .target(name: "AviaryTesting", dependencies: ["AviaryCore"], swiftSettings: plain),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "AviaryClient", "AviaryCore", "AviaryMedia", "AviaryServer", "AviaryStore", "AviaryTables",
                "AviaryTesting",
            ],
            swiftSettings: plain,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)
