internal import Model

/// Identifiers of clouds that stand beside a credential: accounts, projects, tenants.
struct CloudFacts {
  /// How many lines away an identifier still belongs to a credential.
  private static let reach = 200
  /// So many identifiers of a text are kept.
  private static let most = 512

  private static let tenants: Set<String> = [
    "tenantid", "azuretenantid", "armtenantid", "tenant", "directoryid", "aadtenantid",
  ]
  private static let clients: Set<String> = [
    "clientid", "azureclientid", "armclientid", "appid", "applicationid", "serviceprincipalid",
    "aadclientid",
  ]
  private static let subscriptions: Set<String> = [
    "subscriptionid", "azuresubscriptionid", "armsubscriptionid", "subscription",
  ]
  private static let accounts: Set<String> = [
    "accountid", "awsaccountid", "awsaccount", "accountnumber", "awsaccountnumber", "account",
  ]
  private static let regions: Set<String> = [
    "region", "awsregion", "awsdefaultregion", "s3region", "regionname",
  ]
  private static let projects: Set<String> = [
    "projectid", "project", "gcpproject", "gcpprojectid", "googlecloudproject", "googleproject",
    "gcloudproject", "cloudsdkcoreproject", "googleprojectid", "firebaseprojectid",
  ]
  private static let storageAccounts: Set<String> = [
    "accountname", "storageaccountname", "storageaccount", "azurestorageaccount",
    "azurestorageaccountname",
  ]

  /// An identifier that the text assigns.
  private struct Candidate {
    var fact: FactName
    var value: String
    var entry: Outline.Entry
  }

  private let candidates: [Candidate]
  private let firstLine: Int

  /// Finds the identifiers of a text, once for all its credentials.
  init(_ outline: Outline) {
    firstLine = outline.firstLine
    candidates = Self.candidates(in: outline)
  }

  private static func candidates(in outline: Outline) -> [Candidate] {
    // Asked only where there is a project: the whole text is searched for the answer.
    lazy var isGoogle = namesGoogle(outline)
    var found: [Candidate] = []
    for entry in outline.entries {
      guard found.count < most else { break }
      if outline.lines[entry.line].first == UInt8(ascii: "#") { continue }
      for (fact, value) in identifiers(entry) {
        found.append(Candidate(fact: fact, value: value, entry: entry))
      }
      if projects.contains(entry.name), isProject(entry.value), isGoogle {
        found.append(Candidate(fact: .gcpProject, value: entry.value, entry: entry))
      }
    }
    return found
  }

  /// Whether a text is about Google's cloud at all: others have projects, too.
  private static func namesGoogle(_ outline: Outline) -> Bool {
    let marks = ["google", "gcp", "gcloud", "firebase", "gserviceaccount"]
    for entry in outline.entries where isAbout(entry, marks) { return true }
    for line in outline.lines where line.header?.contains("google") == true { return true }
    return false
  }

  /// Notes the identifiers of a document, of each kind the one nearest to the line.
  func read(line: Int, document: Range<Int>, into assessment: inout Assessment) {
    var nearest: [FactName: Candidate] = [:]
    for candidate in candidates where document.contains(candidate.entry.line) {
      let distance = abs(candidate.entry.line - line)
      guard distance <= Self.reach else { continue }
      if let known = nearest[candidate.fact], abs(known.entry.line - line) <= distance { continue }
      nearest[candidate.fact] = candidate
    }
    for (fact, found) in nearest.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where assessment.fact(fact) == nil {
      assessment.note(
        fact, found.value, from: "\(found.entry.key) in line \(firstLine + found.entry.line)")
      if fact == .gcpServiceAccount, assessment.scope.subject == nil {
        assessment.scope.subject = Shown.text(found.value)
      }
    }
  }

  private static func identifiers(_ entry: Outline.Entry) -> [(fact: FactName, value: String)] {
    let (name, value) = (entry.name, entry.value)
    if value.utf8.count == 36 {
      guard isGUID(value) else { return [] }
      if tenants.contains(name) { return [(.azureTenant, value)] }
      if clients.contains(name) { return [(.azureClient, value)] }
      return subscriptions.contains(name) ? [(.azureSubscription, value)] : []
    }
    if accounts.contains(name), isAccount(value) { return [(.awsAccount, value)] }
    if regions.contains(name), isRegion(value) { return [(.awsRegion, value)] }
    if storageAccounts.contains(name), isStorageAccount(value) {
      return [(.azureStorageAccount, value)]
    }
    if value.utf8.count < 100, value.hasSuffix(".iam.gserviceaccount.com"),
      let project = value.split(separator: "@").last?.dropLast(24)
    {
      return [(.gcpServiceAccount, value), (.gcpProject, String(project))]
    }
    guard let account = account(inside: value) else { return [] }
    let isRole = value.hasPrefix("arn:") && value.contains(":role/")
    return isRole ? [(.awsRole, value), (.awsAccount, account)] : [(.awsAccount, account)]
  }

  private static func isAbout(_ entry: Outline.Entry, _ words: [String]) -> Bool {
    words.contains { entry.name.contains($0) || entry.value.contains($0) }
  }

  private static func isGUID(_ text: String) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && groups.allSatisfy { $0.allSatisfy(\.isHexDigit) }
      && Set(text).count > 4
  }

  private static func isAccount(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// `eu-central-1`, `us-gov-west-1`.
  private static func isRegion(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (3...4).contains(parts.count), parts[0].utf8.count == 2,
      let last = parts.last, last.utf8.count == 1, last.first?.isNumber == true
    else { return false }
    return parts.dropLast().allSatisfy { $0.allSatisfy { $0.isASCII && $0.isLowercase } }
  }

  /// Source: https://cloud.google.com/resource-manager/docs/creating-managing-projects
  private static func isProject(_ text: String) -> Bool {
    (6...30).contains(text.utf8.count) && text.first?.isLetter == true && text.last != "-"
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
      }
  }

  private static func isStorageAccount(_ text: String) -> Bool {
    (3...24).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
  }

  /// The account of an ARN, or of an image in Amazon's registry.
  private static func account(inside value: String) -> String? {
    if value.hasPrefix("arn:aws") {
      let parts = value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      return parts.count > 4 && isAccount(parts[4]) ? String(parts[4]) : nil
    }
    if value.utf8.count > 30, let end = value.firstRange(of: ".dkr.ecr.") {
      let account = value[..<end.lowerBound].suffix(12)
      return isAccount(account) ? String(account) : nil
    }
    return nil
  }
}
