internal import Model

/// Which service of its repository a path belongs to: the nearest folder above it, the root aside, that has a manifest, an
/// image of its own or an entry of a service catalog.
struct ServiceFolders {
  /// Files that make a folder a service beside the manifests and catalogs that tell an owner, too.
  static let names = [
    "Dockerfile", "go.mod", "pom.xml", "build.gradle", "build.gradle.kts", "Gemfile",
  ]

  private static let markers = names + ManifestFile.names + CatalogFile.names

  private let facts: RepositoryFacts
  private var known: [Service: Bool] = [:]

  /// A service, or what of a repository is part of none.
  struct Service: Hashable {
    var repository: Int
    /// Relative to the repository's root; empty for what is part of none.
    var folder: String
  }

  init(_ facts: RepositoryFacts) { self.facts = facts }

  /// The service of a reported path; nil where nothing is known of its repository.
  mutating func service(of path: BlobPath) -> Service? {
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

  /// Names for people, sorted. What is part of no service counts for a repository that has no other place.
  func shown(_ services: Set<Service>) -> [String] {
    let named = Set(services.lazy.filter { !$0.folder.isEmpty }.map(\.repository))
    let several = Set(services.map(\.repository)).count > 1
    return services.filter { !$0.folder.isEmpty || !named.contains($0.repository) }
      .compactMap { service in
        guard several else { return Shown.text(service.folder) }
        let repository = name(service.repository)
        return Shown.text(
          service.folder.isEmpty ? repository : "\(repository)/\(service.folder)")
      }.sorted()
  }

  private func name(_ repository: Int) -> String {
    facts.repositories[repository].remote.flatMap { RemoteAddress($0) }
      .map { "\($0.domain)/\($0.slug)" } ?? "repository \(repository + 1)"
  }
}
