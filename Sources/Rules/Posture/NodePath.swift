/// A path through the values of a configuration file, relative to the value a check looks at.
///
///     permissions            the member of that name
///     jobs.*.steps           every member or element on the way
///     uses|run               either of two names
///     "app.kubernetes.io/x"  a name with dots, in quotation marks
///     ~"^AWS_"               every member whose name the pattern matches
///     **.password            at any depth
///     Statement[]            every element of a list, or the value itself where it is no list
///     ^                      one level up
///     /on                    from the document's root
///     @key                   the name under which the value stands, as a text
///     @json                  the value of a text that holds JSON
///     .                      the value itself
public struct NodePath: Sendable, Equatable {
  /// One step of a path.
  public enum Step: Sendable, Equatable {
    /// Members of these names.
    case names([String])
    /// Members whose name the PCRE2 pattern matches.
    case pattern(String)
    /// Every member, or every element.
    case any
    /// The value itself and everything below it.
    case descendants
    /// The elements of a list; of what is no list, itself.
    case elements
    /// The value around it.
    case parent
    /// The name it stands under.
    case key
    /// What the text holds, read as JSON.
    case json
  }

  /// In order.
  public var steps: [Step]
  /// Begins at the document's root.
  public var isFromRoot: Bool
  /// As it was written.
  public var text: String

  /// What a path cannot be.
  public struct Mistake: Error, Sendable, Equatable {
    /// For people.
    public var message: String
  }

  /// Reads a path as the type's description shows it.
  ///
  /// - Throws: ``Mistake`` with what is wrong.
  public init(_ text: String) throws(Mistake) {
    self.text = text
    isFromRoot = text.hasPrefix("/")
    steps = []
    var rest = Substring(text).dropFirst(isFromRoot ? 1 : 0)
    if rest == "." || (rest.isEmpty && isFromRoot) { return }
    guard !rest.isEmpty else { throw Mistake(message: "a path is empty") }
    while !rest.isEmpty {
      try steps.append(NodePath.step(&rest))
      while rest.hasPrefix("[]") {
        steps.append(.elements)
        rest = rest.dropFirst(2)
      }
      // `^^` is `^.^`.
      if rest.isEmpty || rest.hasPrefix("^") { continue }
      guard rest.hasPrefix("."), rest.count > 1 else {
        throw Mistake(message: "path '\(text)': a dot and a step are expected before '\(rest)'")
      }
      rest = rest.dropFirst()
    }
  }

  private static func step(_ rest: inout Substring) throws(Mistake) -> Step {
    if rest.hasPrefix("[]") {
      rest = rest.dropFirst(2)
      return .elements
    }
    if rest.hasPrefix("^") {
      rest = rest.dropFirst()
      return .parent
    }
    if rest.hasPrefix("~\"") {
      rest = rest.dropFirst()
      return .pattern(try quoted(&rest))
    }
    var names: [String] = []
    repeat {
      if !names.isEmpty { rest = rest.dropFirst() }
      if rest.hasPrefix("\"") {
        names.append(try quoted(&rest))
      } else {
        let name = rest.prefix { !".[|^".contains($0) }
        guard !name.isEmpty else { throw Mistake(message: "a step of a path is empty") }
        rest = rest.dropFirst(name.count)
        switch (names.isEmpty && !rest.hasPrefix("|"), name) {
        case (true, "*"): return .any
        case (true, "**"): return .descendants
        case (true, "@key"): return .key
        case (true, "@json"): return .json
        default: names.append(String(name))
        }
      }
    } while rest.hasPrefix("|")
    return .names(names)
  }

  private static func quoted(_ rest: inout Substring) throws(Mistake) -> String {
    let inside = rest.dropFirst().prefix { $0 != "\"" }
    guard rest.count > inside.count + 1, !inside.isEmpty else {
      throw Mistake(message: "a quoted name of a path does not end")
    }
    rest = rest.dropFirst(inside.count + 2)
    return String(inside)
  }
}
