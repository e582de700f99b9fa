internal import Model

extension Mechanism: PackRecord {
  func write(to pack: inout PackWriter) {
    for field in [id, name, area, kind.rawValue, summary] { pack.text(field) }
    for seconds in [ttl.usual, ttl.minimum, ttl.maximum] { pack.number(seconds ?? 0) }
    pack.text(scopeLimiter)
    for phase in Phase.allCases { pack.text(steps[phase] ?? "") }
    pack.number(snippets.count)
    for snippet in snippets {
      for field in [snippet.title, snippet.language.rawValue, snippet.text] { pack.text(field) }
      pack.texts(snippet.platforms.map(\.rawValue))
    }
    pack.number(residual.count)
    for residual in residual {
      pack.text(residual.attribute.rawValue)
      pack.text(residual.text)
    }
    pack.text(url)
  }

  init(from pack: inout PackReader) {
    let (id, name, area) = (pack.text(), pack.text(), pack.text())
    let kind = Migration.Class(rawValue: pack.text()) ?? .vault
    let summary = pack.text()
    let ttl = TTL(usual: pack.seconds(), minimum: pack.seconds(), maximum: pack.seconds())
    let scopeLimiter = pack.text()
    var steps: [Phase: String] = [:]
    for phase in Phase.allCases {
      let text = pack.text()
      if !text.isEmpty { steps[phase] = text }
    }
    let snippets = (0..<pack.number()).map { _ in
      Snippet(
        title: pack.text(), language: Snippet.Language(rawValue: pack.text()) ?? .text,
        text: pack.text(), platforms: pack.texts().compactMap(Platform.init(rawValue:)))
    }
    let residual = (0..<pack.number()).map { _ in
      Residual(
        attribute: GovernanceAttribute(rawValue: pack.text()) ?? .owner, text: pack.text())
    }
    self.init(
      id: id, name: name, area: area, kind: kind, summary: summary, ttl: ttl,
      scopeLimiter: scopeLimiter, steps: steps, snippets: snippets, residual: residual,
      url: pack.text())
  }
}

extension Taxonomy: PackRecord {
  func write(to pack: inout PackWriter) {
    for field in [id, name, version, organization, url] { pack.text(field) }
  }

  init(from pack: inout PackReader) {
    self.init(
      id: pack.text(), name: pack.text(), version: pack.text(), organization: pack.text(),
      url: pack.text())
  }
}

extension FrameworkEntry: PackRecord {
  func write(to pack: inout PackWriter) {
    for field in [id, name, url, taxonomy] { pack.text(field) }
  }

  init(from pack: inout PackReader) {
    self.init(id: pack.text(), name: pack.text(), url: pack.text(), taxonomy: pack.text())
  }
}

extension FrameworkList: PackRecord {
  func write(to pack: inout PackWriter) {
    pack.text(id)
    pack.texts(entries)
  }

  init(from pack: inout PackReader) { self.init(id: pack.text(), entries: pack.texts()) }
}

extension Replacements {
  func write(to pack: inout PackWriter) {
    pack.number(named.count)
    for (platform, ids) in named.sorted(by: { $0.key < $1.key }) {
      pack.text(platform.rawValue)
      pack.texts(ids)
    }
    pack.texts(others ?? [])
  }

  init(from pack: inout PackReader) {
    self.init()
    for _ in 0..<pack.number() {
      let (key, ids) = (pack.text(), pack.texts())
      if let platform = Platform(rawValue: key) { named[platform] = ids }
    }
    let others = pack.texts()
    self.others = others.isEmpty ? nil : others
  }
}
