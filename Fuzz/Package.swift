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
    .unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library"]),
]

let package = Package(
    name: "aviary-fuzz",
    targets: [
        .target(name: "AviaryCore", swiftSettings: settings),
        .executableTarget(
            name: "fuzz",
            dependencies: ["AviaryCore"],
            swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)
