/// A value of a configuration file, whatever its syntax, and where it stands.
public struct Node: Sendable, Equatable {
  /// What a value is.
  public enum Value: Sendable, Equatable {
    /// Written as nothing: YAML's `~`, JSON's `null`, a key without a value.
    case null
    /// A text, a number, a truth value: as it reads once quotation marks and escapes are gone.
    case scalar(String, isQuoted: Bool)
    /// A list.
    case sequence([Node])
    /// Named values.
    case mapping(Mapping)
    /// Only known when something runs: a variable, an expression, a reference, a template; its source text.
    case unresolved(String)
  }

  /// A named value.
  public struct Member: Sendable, Equatable {
    /// Its name.
    public var key: String
    /// Where the name stands; 0-based bytes.
    public var keySpan: Range<Int>
    /// The value.
    public var value: Node

    /// Makes a member.
    public init(key: String, keySpan: Range<Int>, value: Node) {
      self.key = key
      self.keySpan = keySpan
      self.value = value
    }
  }

  /// Named values in the order of the file. A name may stand twice: HCL's blocks, Dockerfile's instructions.
  public struct Mapping: Sendable, Equatable {
    /// The members.
    public var members: [Member]
    /// It may have members that the text does not show: a merged reference, an included template, a dynamic block.
    public var isOpen: Bool

    /// Makes a mapping.
    public init(members: [Member] = [], isOpen: Bool = false) {
      self.members = members
      self.isOpen = isOpen
    }
  }

  /// What it is.
  public var value: Value
  /// Where it stands in the text; 0-based bytes. Of a collection its beginning counts.
  public var span: Range<Int>
  /// How many values it holds, itself among them; aliases count as often as they stand.
  public var weight: Int

  /// Makes a value.
  public init(_ value: Value, span: Range<Int>) {
    self.value = value
    self.span = span
    switch value {
    case .null, .scalar, .unresolved: weight = 1
    case .sequence(let elements): weight = elements.reduce(1) { $0 &+ $1.weight }
    case .mapping(let mapping): weight = mapping.members.reduce(1) { $0 &+ $1.value.weight }
    }
  }

  /// The text of a scalar.
  public var text: String? {
    if case .scalar(let text, _) = value { return text }
    return nil
  }

  /// The members of a mapping.
  public var mapping: Mapping? {
    if case .mapping(let mapping) = value { return mapping }
    return nil
  }

  /// The elements of a list; what is no list is a list of itself.
  public var elements: [Node] {
    switch value {
    case .sequence(let elements): return elements
    case .null: return []
    default: return [self]
    }
  }

  /// The first member of that name.
  public subscript(key: String) -> Node? {
    mapping?.members.first { $0.key == key }?.value
  }

  /// Whether its value is only known when something runs.
  public var isUnresolved: Bool {
    if case .unresolved = value { return true }
    return false
  }

  /// The same value so many bytes on, its texts unresolved where `isTemplate` says so.
  func shifted(by distance: Int, isTemplate: (String) -> Bool) -> Node {
    func moved(_ range: Range<Int>) -> Range<Int> {
      (range.lowerBound + distance)..<(range.upperBound + distance)
    }
    switch value {
    case .scalar(let text, _) where isTemplate(text):
      return Node(.unresolved(text), span: moved(span))
    case .null, .scalar, .unresolved: return Node(value, span: moved(span))
    case .sequence(let elements):
      let elements = elements.map { $0.shifted(by: distance, isTemplate: isTemplate) }
      return Node(.sequence(elements), span: moved(span))
    case .mapping(let mapping):
      var isOpen = mapping.isOpen
      let members = mapping.members.map { member in
        if isTemplate(member.key) { isOpen = true }
        return Member(
          key: member.key, keySpan: moved(member.keySpan),
          value: member.value.shifted(by: distance, isTemplate: isTemplate))
      }
      return Node(.mapping(Mapping(members: members, isOpen: isOpen)), span: moved(span))
    }
  }
}
