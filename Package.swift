// swift-tools-version:6.2
import PackageDescription

/// What every Swift target is compiled with: Swift 6 mode, imports that say what they need, no warnings.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Spans handed out by our own storage need their lifetime spelled out.
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

/// For the targets that touch memory by address: each such use says `unsafe`.
let withPointers = settings + [.strictMemorySafety()]

let package = Package(
    name: "aviary",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "aviary", targets: ["aviary"]),
        .library(name: "AviaryCore", targets: ["AviaryCore"]),
        .library(name: "AviaryClient", targets: ["AviaryClient"]),
        .library(name: "AviaryStatistics", targets: ["AviaryStatistics"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration",
            from: "1.4.0",
            traits: [.defaults, "YAML"]
        ),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Without its trait for Foundation, which nothing here needs.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .target(name: "CONNXRuntime"),
        .systemLibrary(
            name: "CImages",
            providers: [.apt(["libturbojpeg0-dev", "libspng-dev", "libwebp-dev", "libcairo2-dev", "libsixel-dev"])]
        ),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "AviaryCore", swiftSettings: withPointers),
        .target(
            name: "ONNXRuntime",
            dependencies: [
                "AviaryCore", "CONNXRuntime",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: withPointers
        ),
        .target(name: "AviaryMedia", dependencies: ["AviaryCore", "CImages"], swiftSettings: withPointers),
        .target(
            name: "AviaryStatistics",
            dependencies: [.product(name: "RealModule", package: "swift-numerics")],
            swiftSettings: settings
        ),
        .target(
            name: "AviaryControl",
            dependencies: ["AviaryCore", "AviaryStatistics"],
            swiftSettings: settings
        ),
        .target(name: "AviaryImport", dependencies: ["AviaryCore"], swiftSettings: settings),
        .target(name: "AviaryTables", dependencies: ["AviaryCore"], swiftSettings: withPointers),
        .target(
            name: "AviaryOffline",
            dependencies: ["AviaryControl", "AviaryCore", "AviaryStatistics", "AviaryTables"],
            swiftSettings: settings
        ),
        .target(
            name: "AviaryServing",
            dependencies: [
                "AviaryCore", "AviaryMedia", "ONNXRuntime",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "AviaryStore",
            dependencies: [
                "AviaryControl", "AviaryCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "AviaryServer",
            dependencies: [
                "AviaryControl", "AviaryCore", "AviaryMedia", "AviaryServing", "AviaryStatistics", "AviaryStore",
                "CMalloc",
                "CZlib", "ONNXRuntime",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [
                .embedInCode("Pages/icon.svg"), .embedInCode("Pages/start.html"), .embedInCode("Pages/try.html"),
                .embedInCode("Pages/try.css"), .embedInCode("Pages/try.js"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "AviaryClient",
            dependencies: [
                "AviaryCore",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "AviaryTesting",
            dependencies: ["AviaryControl", "AviaryCore", "AviaryStore"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "aviary",
            dependencies: [
                "AviaryClient", "AviaryControl", "AviaryCore", "AviaryImport", "AviaryMedia", "AviaryOffline",
                "AviaryServer", "AviaryStatistics", "AviaryStore", "AviaryTables",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "JudgeSimulation",
            dependencies: [
                "AviaryControl", "AviaryStatistics", "AviaryTesting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "RealModule", package: "swift-numerics"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "LogSpeed",
            dependencies: [
                "AviaryControl", "AviaryCore", "AviaryStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Stories",
            dependencies: ["AviaryControl", "AviaryCore", "AviaryMedia", "AviaryTesting"],
            path: "Examples/stories",
            swiftSettings: settings
        ),
        .testTarget(
            name: "StoryTests",
            dependencies: ["AviaryControl", "AviaryCore", "AviaryTesting", "Stories"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryStatisticsTests",
            dependencies: [
                "AviaryStatistics", "AviaryTesting",
                .product(name: "RealModule", package: "swift-numerics"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryControlTests",
            dependencies: ["AviaryControl", "AviaryCore", "AviaryStatistics", "AviaryTesting"],
            swiftSettings: settings
        ),
        .testTarget(name: "AviaryCoreTests", dependencies: ["AviaryCore", "AviaryTesting"], swiftSettings: settings),
        .testTarget(
            name: "AviaryMediaTests",
            dependencies: ["AviaryCore", "AviaryMedia", "AviaryTesting"],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryImportTests",
            dependencies: ["AviaryCore", "AviaryImport", "AviaryTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryTablesTests",
            dependencies: ["AviaryCore", "AviaryTables", "AviaryTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryOfflineTests",
            dependencies: [
                "AviaryControl", "AviaryCore", "AviaryOffline", "AviaryStatistics", "AviaryTables", "AviaryTesting",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ONNXRuntimeTests",
            dependencies: [
                "AviaryCore", "ONNXRuntime",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryServingTests",
            dependencies: ["AviaryCore", "AviaryServing", "AviaryTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryStoreTests",
            dependencies: [
                "AviaryControl", "AviaryCore", "AviaryStore", "AviaryTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryServerTests",
            dependencies: [
                "AviaryControl", "AviaryCore", "AviaryServer", "AviaryServing", "AviaryStore", "AviaryTesting",
                "ONNXRuntime",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AviaryClientTests",
            dependencies: [
                "AviaryClient", "AviaryCore", "AviaryTesting",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "TidyTests", dependencies: ["AviaryTesting"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
