internal import Model

/// Which service of its repository a path belongs to: the nearest folder above it, the root aside, that has a manifest, an
/// image of its own or an entry of a service catalog.
struct ServiceFolders {
  /// Files that make a folder a service beside the manifests and catalogs that tell an owner, too.
  static let names = [
    "Dockerfile", "go.mod", "pom.xml", "build.gradle", "build.gradle.kts", "Gemfile",
  ]

  private static let markers = names + ManifestFile.names + CatalogFile.names

  /// A service, or what of a repository is part of none.
  private struct Service: Hashable {
    var repository: Int
    /// Relative to the repository's root; empty for what is part of none.
    var folder: String
  }

  private let facts: RepositoryFacts
  private var known: [Service: Bool] = [:]

  init(_ facts: RepositoryFacts) { self.facts = facts }

  /// The service of a reported path; nil where nothing is known of its repository.
  private mutating func service(of path: BlobPath) -> Service? {
    guard let place = facts.place(of: path) else { return nil }
    var parts = String(decoding: place.path, as: UTF8.self).split(separator: "/").dropLast()
    while !parts.isEmpty {
      let folder = parts.joined(separator: "/")
      if isService(folder, place.repository) {
        return Service(repository: place.repository, folder: folder)
      }
      parts.removeLast()
    }
    return Service(repository: place.repository, folder: "")
  }

  private mutating func isService(_ folder: String, _ repository: Int) -> Bool {
    let service = Service(repository: repository, folder: folder)
    if let answer = known[service] { return answer }
    let files = facts.repositories[repository].files
    let answer = ServiceFolders.markers.contains { files["\(folder)/\($0)"] != nil }
    known[service] = answer
    return answer
  }

  /// So many services of one credential are named; a stranger's repository can hold thousands.
  private static let mostNames = 20

  /// The services that paths belong to, for people, sorted; empty where all belong to one. What is part of no service
  /// counts for a repository that has no other place.
  mutating func names(of paths: Set<BlobPath>) -> [String] {
    let services = Set(paths.compactMap { service(of: $0) })
    let named = Set(services.lazy.filter { !$0.folder.isEmpty }.map(\.repository))
    let different = services.filter { !$0.folder.isEmpty || !named.contains($0.repository) }
    guard different.count > 1 else { return [] }
    let several = Set(different.map(\.repository)).count > 1
    let shown = different.compactMap { service in
      Shown.text(several ? name(of: service) : service.folder)
    }
    return Array(shown.sorted().prefix(ServiceFolders.mostNames))
  }

  private func name(of service: Service) -> String {
    let repository =
      facts.name(ofRepository: service.repository) ?? "repository \(service.repository + 1)"
    return service.folder.isEmpty ? repository : "\(repository)/\(service.folder)"
  }
}
