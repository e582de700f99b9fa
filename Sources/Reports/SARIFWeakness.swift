/// An entry of MITRE's Common Weakness Enumeration, and how SARIF names that taxonomy.
struct Weakness: Hashable {
  static let hardCodedCredentials = Weakness(number: 798)

  let number: Int

  private init(number: Int) { self.number = number }

  /// From a framework id such as `CWE-798`; nil for other frameworks.
  init?(id: String) {
    guard id.hasPrefix("CWE-"), let number = Int(id.dropFirst(4)), number > 0 else { return nil }
    self.number = number
  }

  /// `CWE-798`; DefectDojo looks for just this spelling.
  var id: String { "CWE-\(number)" }

  /// MITRE's name, for the weaknesses that credentials are about.
  private var name: String? {
    switch number {
    case 250: "Execution with Unnecessary Privileges"
    case 256: "Plaintext Storage of a Password"
    case 259: "Use of Hard-coded Password"
    case 260: "Password in Configuration File"
    case 312: "Cleartext Storage of Sensitive Information"
    case 321: "Use of Hard-coded Cryptographic Key"
    case 522: "Insufficiently Protected Credentials"
    case 540: "Inclusion of Sensitive Information in Source Code"
    case 613: "Insufficient Session Expiration"
    case 732: "Incorrect Permission Assignment for Critical Resource"
    case 798: "Use of Hard-coded Credentials"
    default: nil
    }
  }

  // MARK: SARIF

  private static let taxonomyName = "CWE"
  /// The identifier that tools use for this taxonomy in SARIF.
  private static let taxonomyGUID = "FFC64C90-42B6-44CE-8BEB-F6B7DAE649E5"

  /// The members of a reference to the taxonomy, which is the run's first and only one.
  static func writeTaxonomyName(into json: inout JSONWriter) {
    json.member("name", taxonomyName)
    json.member("index", 0)
    json.member("guid", taxonomyGUID)
  }

  /// The members of the taxonomy itself, cut to the weaknesses that the run names.
  static func writeTaxonomy(of weaknesses: [Weakness], into json: inout JSONWriter) {
    json.member("name", taxonomyName)
    json.member("guid", taxonomyGUID)
    json.member("organization", "MITRE")
    json.member("version", "4.15")
    json.member("informationUri", "https://cwe.mitre.org/data/published/cwe_v4.15.pdf")
    json.member("isComprehensive", false)
    json.arrayMember("taxa") { json in
      for weakness in weaknesses {
        json.object { json in
          json.member("id", weakness.id)
          if let name = weakness.name { json.member("name", name) }
          json.member(
            "helpUri", "https://cwe.mitre.org/data/definitions/\(weakness.number).html")
        }
      }
    }
  }
}
