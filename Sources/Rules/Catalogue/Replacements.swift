public import Model

/// What replaces a family's credentials, by the platform on which one stands; mechanisms' ids, best first.
public struct Replacements: Sendable, Equatable {
  /// By platform; groups are resolved when the rule file is read.
  public var named: [Platform: [String]]
  /// `*`: every platform that ``named`` leaves out, but not those of public clients. Nil where the file has none.
  public var others: [String]?

  /// Makes a table.
  public init(named: [Platform: [String]] = [:], others: [String]? = nil) {
    self.named = named
    self.others = others
  }

  /// Keys of `replace` that stand for several platforms.
  public static let groups: [(key: String, platforms: [Platform])] = [
    ("ci", [.githubActions, .gitlabCI, .otherCI]),
    ("k8s-any", [.eks, .gke, .aks, .kubernetes]),
    ("aws", [.awsCompute, .eks]),
    ("gcp", [.gcpCompute, .gke]),
    ("azure", [.azureCompute, .aks]),
    ("compute", [.awsCompute, .gcpCompute, .azureCompute]),
    ("client", [.mobile, .web]),
  ]

  /// Where no rule file names anything: a store only relocates a secret, and is all that is left where a vendor has no
  /// managed token; what is shipped to users' devices can keep no secret at all, so its calls go through a back end.
  public static func usual(on platform: Platform) -> [String] {
    switch platform {
    case .mobile, .web: ["backend-proxy"]
    case .laptop: ["os-keychain"]
    case .eks, .gke, .aks, .kubernetes: ["external-secrets", "secret-store"]
    case .terraform: ["terraform-ephemeral", "secret-store"]
    case .container: ["buildkit-secret", "secret-store"]
    default: ["secret-store"]
    }
  }

  /// The mechanisms that ``usual(on:)`` names.
  static let usualMechanisms = Set(Platform.allCases.flatMap(usual(on:))).sorted()

  /// The mechanisms that replace a credential on `platform`, best first; never empty.
  public func on(_ platform: Platform) -> [String] {
    if let ids = named[platform] { return ids }
    if platform == .mobile || platform == .web { return Replacements.usual(on: platform) }
    return others ?? Replacements.usual(on: platform)
  }

  /// A family's table over its file's: one that has `*` stands alone, apart from public clients.
  func over(_ file: Replacements) -> Replacements {
    let kept =
      others == nil ? file.named : file.named.filter { $0.key == .mobile || $0.key == .web }
    return Replacements(
      named: kept.merging(named) { $1 }, others: others ?? file.others)
  }
}
