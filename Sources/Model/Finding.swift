/// A credential found at one place, or a setting that leaves one without an end, a limit or an owner.
///
/// A posture finding has an empty ``secret``; its ``secretID`` is a digest of check, path and the way through the
/// document, and its location that of the setting.
public struct Finding: Sendable, Equatable {
  /// What sort of record this is; posture checks share it with secrets.
  public enum Kind: String, Sendable { case secret, posture }

  /// A further value of a multi-part credential (the secret key beside a key id).
  public struct Part: Sendable, Equatable {
    /// What the part is, in snake case.
    public var name: String
    /// Its value.
    public var secret: Secret
    /// Where it stands.
    public var location: Location

    /// Makes a part.
    public init(name: String, secret: Secret, location: Location) {
      self.name = name
      self.secret = secret
      self.location = location
    }
  }

  /// The line (or the piece of a long line) that a finding stands on, every secret on it masked.
  public struct Excerpt: Sendable, Equatable {
    /// At most 200 characters of the line.
    public var text: String
    /// Which of its characters stand for this finding's secret.
    public var marked: Range<Int>

    /// Makes an excerpt; `marked` counts characters of `text`.
    public init(text: String, marked: Range<Int>) {
      self.text = text
      self.marked = marked
    }
  }

  /// A path of a git history at which a credential stands, and the commit that brought it there.
  public struct HistoryPlace: Sendable, Equatable {
    /// The path.
    public var path: BlobPath
    /// Where it stands in the file as that commit has it.
    public var location: Location
    /// The blob's object name, in hex.
    public var blob: String
    /// The commit that brought it to this path first, in topological order; nil where none is known.
    public var commit: Commit?
    /// It stands at this path in the tree of HEAD.
    public var isInHead: Bool

    /// Makes a place.
    public init(
      path: BlobPath, location: Location, blob: String, commit: Commit?, isInHead: Bool
    ) {
      self.path = path
      self.location = location
      self.blob = blob
      self.commit = commit
      self.isInHead = isInHead
    }
  }

  /// What a report says about a commit.
  public struct Commit: Sendable, Equatable {
    /// Its object name, in hex.
    public var id: String
    /// `Name <address>`, as its author wrote them.
    public var author: String
    /// When it was written, by its author's clock: ISO 8601 with the offset.
    public var date: String

    /// Makes a description.
    public init(id: String, author: String, date: String) {
      self.id = id
      self.author = author
      self.date = date
    }
  }

  /// Secret or posture.
  public var kind: Kind = .secret
  /// The detector's id.
  public var rule: String
  /// What the credential is, for people.
  public var name: String
  /// The credential family's id.
  public var family: String
  /// The provider's name.
  public var provider: String
  /// How sure the detector is.
  public var confidence: Confidence
  /// How bad it is.
  public var severity: Severity
  /// The blob it stands in.
  public var path: BlobPath
  /// Where the secret stands in it.
  public var location: Location
  /// The value.
  public var secret: Secret
  /// Names the credential wherever it stands: a keyed digest of family and value, in hex.
  public var secretID: String
  /// Names the credential at this path: a digest of ``secretID`` and the path, in hex.
  public var id: String
  /// The other values of a multi-part credential.
  public var parts: [Part] = []
  /// The line it stands on, masked.
  public var excerpt: Excerpt
  /// Git ignores the file: on this disk, not in the repository.
  public var isIgnored = false
  /// The decodings that led to it, outermost first (`base64`, `utf-16`); empty where it stands in plain text.
  public var decoded: [String] = []
  /// In how many places of the scan this credential (``secretID``) stands, this one included.
  public var occurrences = 1
  /// In a scan of a history: the paths at which it stands, oldest first; the first one is the finding's own. At most
  /// ``historyLimit``; ``occurrences`` counts them all.
  public var history: [HistoryPlace] = []
  /// GitHub's `primaryLocationLineHash` of the line, where a report asked for it.
  public var lineHash: String?

  /// Of a posture finding: what is wrong here and what follows from it, in a sentence.
  public var message: String?
  /// What governance says of it; nil where no one asked.
  public var assessment: Assessment?

  /// So many places of a history are kept one by one.
  public static let historyLimit = 1000

  /// Makes a finding from what a detector knows.
  public init(
    rule: String, name: String, family: String, provider: String, confidence: Confidence,
    severity: Severity, path: BlobPath, location: Location, secret: Secret, secretID: String,
    id: String, excerpt: Excerpt
  ) {
    self.rule = rule
    self.name = name
    self.family = family
    self.provider = provider
    self.confidence = confidence
    self.severity = severity
    self.path = path
    self.location = location
    self.secret = secret
    self.secretID = secretID
    self.id = id
    self.excerpt = excerpt
  }
}
