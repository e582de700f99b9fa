internal import Model

/// Shared access signatures of Azure: what a link or a connection string allows, and until when.
enum SharedAccessSignature {
  /// Describes the signature in a query; false where there is none.
  static func describe(_ query: LinkQuery, in assessment: inout Assessment) -> Bool {
    guard query["sig"] != nil else { return false }
    if query["sv"] != nil { return describeStorage(query, in: &assessment) }
    if query["sr"] != nil, query["se"] != nil { return describeBus(query, in: &assessment) }
    return false
  }

  // MARK: - Storage

  /// Source: https://learn.microsoft.com/rest/api/storageservices/create-service-sas
  private static func describeStorage(
    _ query: LinkQuery, in assessment: inout Assessment
  ) -> Bool {
    guard query["sp"] != nil || query["si"] != nil || query["se"] != nil else { return false }
    describeStorageLifetime(query, in: &assessment)
    var entries: [String] = []
    for name in ["ss", "srt", "sr", "sp", "spr", "sip"] {
      if let value = query[name], !value.isEmpty { entries.append("\(name)=\(value)") }
    }
    assessment.scope.add([entries.joined(separator: " ")], from: "the signature's sr, ss, srt, sp")
    assessment.scope.breadth = breadth(query)
    if let host = query.host {
      assessment.note(.host, host, from: "the signed link")
      let labels = host.split(separator: ".")
      if labels.count >= 5, ["blob", "file", "queue", "table", "dfs"].contains(labels[1]) {
        assessment.note(.azureStorageAccount, labels[0], from: "host of the signed link")
      }
    }
    assessment.note(.azureTenant, query["sktid"] ?? "", from: "sktid of the signature")
    if let object = query["skoid"] {
      assessment.scope.subject = Shown.text(object)
      assessment.note(.client, object, from: "skoid of the signature: whose delegation key signed")
    }
    assessment.note(.azurePolicy, query["si"] ?? "", from: "si of the signature")
    return true
  }

  private static func describeStorageLifetime(
    _ query: LinkQuery, in assessment: inout Assessment
  ) {
    let issued = query["st"].flatMap { Timestamp.seconds(iso8601: $0) }
    var expires = query["se"].flatMap { Timestamp.seconds(iso8601: $0) }
    var evidence = issued == nil ? "se of the signature" : "st and se of the signature"
    // A user delegation key ends a signature that outlives it.
    if let keyEnd = query["ske"].flatMap({ Timestamp.seconds(iso8601: $0) }),
      expires.map({ keyEnd < $0 }) ?? true
    {
      expires = keyEnd
      evidence = "ske of the signature: its delegation key ends first"
    }
    if expires == nil {
      evidence =
        query["si"] != nil && query["se"] == nil
        ? "the signature's end is in its stored access policy, not in the link"
        : "se of the signature is no date"
    }
    assessment.lifetime = Assessment.Lifetime(
      issued: issued, expires: expires, source: .sas, evidence: evidence)
    // Whoever ends it, it is a date that somebody chose.
    if expires == nil { assessment.lifetime.kind = .expiring }
  }

  /// An account's signature that may write, or one for a whole container that may, is broad; one that reads one thing is
  /// narrow.
  private static func breadth(_ query: LinkQuery) -> Assessment.Scope.Breadth {
    guard let permissions = query["sp"] else { return .unknown }
    let writes = permissions.contains { "acwdxyto".contains($0) }
    if query["ss"] != nil || query["srt"] != nil { return writes ? .broad : .unknown }
    guard let resource = query["sr"] else { return .unknown }
    if ["c", "d", "s"].contains(resource) { return writes ? .broad : .unknown }
    return writes ? .unknown : .narrow
  }

  // MARK: - Service Bus, Event Hubs, IoT Hub

  /// Source: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas
  private static func describeBus(_ query: LinkQuery, in assessment: inout Assessment) -> Bool {
    guard let end = query["se"] else { return false }
    let expires = Timestamp.seconds(decimal: end)
    assessment.lifetime = Assessment.Lifetime(
      expires: expires, source: .sas,
      evidence: expires == nil ? "se of the signature is no date" : "se of the signature")
    assessment.lifetime.kind = .expiring
    let policy = query["skn"] ?? ""
    assessment.note(.azurePolicy, policy, from: "skn of the signature")
    let resource = query["sr"] ?? ""
    assessment.scope.add(["sr=\(resource)"], from: "sr and skn of the signature")
    assessment.scope.breadth = policy == "RootManageSharedAccessKey" ? .broad : .unknown
    let host = (resource.firstRange(of: "://").map { resource[$0.upperBound...] } ?? resource[...])
      .prefix { $0 != "/" }
    assessment.note(.azureNamespace, host, from: "sr of the signature")
    return true
  }
}
