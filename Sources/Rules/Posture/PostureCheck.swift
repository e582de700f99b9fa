public import Model

/// One kind of configuration and the checks of it: a file of `Rules/posture`.
public struct PostureKind: Sendable, Equatable {
  /// Kebab-case, unique: `github-actions`. The family of its findings.
  public var id: String
  /// For people.
  public var name: String
  /// Whose configuration it is.
  public var provider: String
  /// Which files are of this kind.
  public var files: [PostureFiles]
  /// In the order of the file.
  public var checks: [PostureCheck]

  /// Makes a kind.
  public init(
    id: String, name: String, provider: String, files: [PostureFiles], checks: [PostureCheck]
  ) {
    self.id = id
    self.name = name
    self.provider = provider
    self.files = files
    self.checks = checks
  }
}

/// Files that a kind's checks look at.
public struct PostureFiles: Sendable, Equatable {
  /// How a file is read.
  public enum Format: String, Sendable, CaseIterable {
    case yaml, json, toml, hcl, properties, xml, dockerfile, bicep
    /// A list of lines, for languages without a reader.
    case text
  }

  /// How it is read.
  public var format: Format
  /// Patterns of the end of a path; `*` stands for anything in a name.
  public var paths: [String]
  /// Texts that all stand in the file's beginning, where the name alone does not tell.
  public var content: [String]
  /// A function of `Posture` that makes the values to look at of a document; empty for the document itself.
  public var view: String

  /// Makes a selection.
  public init(format: Format, paths: [String], content: [String] = [], view: String = "") {
    self.format = format
    self.paths = paths
    self.content = content
    self.view = view
  }
}

/// A setting of a managed-token service, or of what should use one, that leaves a credential without an end, a limit or
/// an owner.
public struct PostureCheck: Sendable, Equatable {
  /// A document, with the name of the file it stands in.
  public struct Example: Sendable, Equatable {
    /// Where it would stand; decides which of a kind's files it is.
    public var file: String
    /// A template, as ``Template`` fills it.
    public var text: String

    /// Makes an example.
    public init(file: String, text: String) {
      self.file = file
      self.text = text
    }
  }

  /// Kebab-case, unique over all rule files.
  public var id: String
  /// The id of the fact it stands for: `GHA-01`.
  public var alias: String
  /// What is wrong, in a few words.
  public var name: String
  /// What is wrong and what follows from it, in a sentence; `{path}` stands for the value at that path.
  public var message: String
  /// How bad.
  public var severity: Severity
  /// How sure.
  public var confidence: Confidence
  /// The governance attributes that are missing.
  public var attributes: [GovernanceAttribute]
  /// Ids of frameworks' controls and weaknesses.
  public var frameworks: [String]
  /// Views of the kind's files that it looks at; empty for all.
  public var views: [String]
  /// Where it looks: each value there is judged by itself.
  public var each: [NodePath]
  /// What must hold there for a finding; none means that the value's being there is enough.
  public var condition: PostureCondition?
  /// Where the finding stands, relative to the value judged: the first that is there; without one the value itself.
  public var at: [NodePath]
  /// The value is a secret: it is never shown.
  public var masksValue: Bool
  /// How it is put right, for people.
  public var fix: String
  /// The configuration as it should be.
  public var example: String
  /// Where that is documented; `https`.
  public var url: String
  /// Documents in which it fires.
  public var examples: [Example]
  /// Documents in which it does not.
  public var counterexamples: [Example]

  /// Makes a check; what it leaves out is empty.
  public init(
    id: String, alias: String, name: String, message: String, severity: Severity,
    confidence: Confidence, each: [NodePath]
  ) {
    self.id = id
    self.alias = alias
    self.name = name
    self.message = message
    self.severity = severity
    self.confidence = confidence
    self.each = each
    attributes = []
    frameworks = []
    views = []
    condition = nil
    at = []
    masksValue = false
    fix = ""
    example = ""
    url = ""
    examples = []
    counterexamples = []
  }
}
