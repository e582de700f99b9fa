// swift-tools-version:6.2
import PackageDescription

/// Every Swift target is built alike: warnings are errors, imports are internal unless they say otherwise.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target; `uses` is the row of the import table in CONTRIBUTING.md, which a test checks.
func room(_ name: String, _ uses: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: uses, swiftSettings: strict)
}

func tests(of name: String, _ uses: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name), "TestKit"] + uses,
    swiftSettings: strict)
}

let package = Package(
  name: "sprawl",
  products: [.executable(name: "sprawl", targets: ["sprawl"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8",
      providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]
    ),
    room("PCRE2", ["CPCRE2"]),
    room("Model"),
    room("PathPatterns"),
    room("StrictYAML", [.product(name: "Yams", package: "Yams")]),
    room("Rules", ["Model", "PCRE2", "StrictYAML", .product(name: "Yams", package: "Yams")]),
    .executableTarget(name: "rule-packer", dependencies: ["Rules"], swiftSettings: strict),
    .plugin(name: "EmbedRules", capability: .buildTool(), dependencies: ["rule-packer"]),
    .target(
      name: "EmbeddedRules", dependencies: ["Rules"], swiftSettings: strict,
      plugins: ["EmbedRules"]),
    .target(name: "CByteScan"),
    room(
      "Detection",
      ["Model", "PCRE2", "Rules", "CByteScan", .product(name: "Crypto", package: "swift-crypto")]),
    room(
      "Posture",
      ["Model", "PCRE2", "Rules", .product(name: "Crypto", package: "swift-crypto")]),
    room(
      "Governance",
      [
        "Model", "Rules", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]
    ),
    .systemLibrary(name: "CAllocator"),
    room("Inputs", ["Model", "PathPatterns", "CAllocator", "CDeflate"]),
    room(
      "Policy",
      ["Model", "PathPatterns", "StrictYAML", .product(name: "Yams", package: "Yams")]),
    room("Reports", ["Model"]),
    room("Store", ["Model", .product(name: "GRDB", package: "GRDB.swift")]),
    .executableTarget(
      name: "sprawl",
      dependencies: [
        "Model", "Rules", "EmbeddedRules", "Detection", "Governance", "Inputs", "Policy",
        "Posture", "Reports", "Store", "StrictYAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .target(name: "TestKit", dependencies: ["Rules"], path: "Tests/TestKit", swiftSettings: strict),
    tests(of: "PCRE2"),
    tests(of: "Rules", ["EmbeddedRules", "Model", .product(name: "Yams", package: "Yams")]),
    tests(of: "Detection", ["CByteScan", "EmbeddedRules", "Model", "PCRE2", "Rules"]),
    .testTarget(
      name: "CommandTests", dependencies: ["sprawl", "Inputs", "Model", "Rules", "TestKit"],
      swiftSettings: strict),
    tests(of: "Model"),
    tests(of: "Inputs", ["Model", "PathPatterns"]),
    tests(
      of: "Governance",
      [
        "EmbeddedRules", "Model", "Rules", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "Yams", package: "Yams"),
      ]),
    tests(of: "PathPatterns"),
    tests(of: "Policy", ["Model"]),
    tests(of: "StrictYAML", [.product(name: "Yams", package: "Yams")]),
    tests(of: "Posture", ["EmbeddedRules", "Model", "Rules"]),
    tests(of: "Reports", ["Model"]),
    tests(of: "Store", ["Model", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(name: "ProjectTests", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// libFuzzer's targets, built by Scripts/fuzz alone: its flags would fail in an ordinary build.
if Context.environment["FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "sprawl-fuzz",
      dependencies: [
        "Model", "PathPatterns", "Policy", "Rules", "EmbeddedRules", "Detection", "Governance",
        "Inputs",
        "Posture", "Reports",
      ],
      path: "Fuzz", swiftSettings: strict))
}
