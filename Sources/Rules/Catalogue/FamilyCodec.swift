internal import Model

extension Family: PackRecord {
  func write(to pack: inout PackWriter) {
    for field in [id, name, description, lifetime.kind.rawValue] { pack.text(field) }
    pack.number(lifetime.defaultSeconds ?? 0)
    pack.number(lifetime.maximumSeconds ?? 0)
    for field in [identity.rawValue, revocation, revocationURL] { pack.text(field) }
    pack.texts(frameworks)
    pack.text(provider)
    pack.text(blast.rawValue)
    pack.number(isReplayable ? 1 : 0)
    for field in [
      revocationCommand, documentationURL, retirement?.date, retirement?.note, retirement?.url,
    ] {
      pack.text(field ?? "")
    }
    replacements.write(to: &pack)
  }

  init(from pack: inout PackReader) {
    let id = pack.text()
    let name = pack.text()
    let description = pack.text()
    let kind = Lifetime.Class(rawValue: pack.text()) ?? .unknown
    let lifetime = Lifetime(
      kind: kind, defaultSeconds: pack.seconds(), maximumSeconds: pack.seconds())
    self.init(
      id: id, name: name, description: description, lifetime: lifetime,
      identity: Identity(rawValue: pack.text()) ?? .workload, revocation: pack.text(),
      revocationURL: pack.text(), frameworks: pack.texts(), provider: pack.text())
    blast = Blast(rawValue: pack.text()) ?? .unknown
    isReplayable = pack.number() == 1
    revocationCommand = pack.optionalText()
    documentationURL = pack.optionalText()
    let (date, note, url) = (pack.text(), pack.text(), pack.text())
    if !date.isEmpty { retirement = Retirement(date: date, note: note, url: url) }
    replacements = Replacements(from: &pack)
  }
}
