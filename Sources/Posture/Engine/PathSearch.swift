internal import Rules

/// What a path leads to.
struct Found {
  /// In the order of the document.
  var places: [Place] = []
  /// Nothing else can be there; false where something on the way is not resolved.
  var isComplete = true
}

/// Follows paths through documents.
extension Evaluation {
  /// The values at `path`, seen from `place`.
  func find(_ path: NodePath, from place: Place) -> Found {
    var found = Found(places: [path.isFromRoot ? place.root : place])
    for step in path.steps {
      var next = Found(isComplete: found.isComplete)
      for place in found.places { follow(step, from: place, into: &next) }
      found = next
      if found.places.isEmpty { break }
    }
    return found
  }

  private func follow(_ step: NodePath.Step, from place: Place, into found: inout Found) {
    guard spend() else {
      found.isComplete = false
      return
    }
    switch step {
    case .parent:
      if let parent = place.parent { found.places.append(parent) }
    case .key:
      if let key = place.key {
        let node = Node(.scalar(key, isQuoted: true), span: place.node.span)
        found.places.append(place.replacing(with: node))
      }
    case .elements:
      switch place.node.value {
      case .sequence(let elements): enter(elements, place, into: &found)
      case .null: break
      case .unresolved: found.isComplete = false
      default: found.places.append(place)
      }
    case .json: readJSON(place, into: &found)
    case .descendants: descend(place, into: &found)
    case .any:
      if case .sequence(let elements) = place.node.value {
        enter(elements, place, into: &found)
      } else {
        enterMembers(of: place, into: &found) { _ in true }
      }
    case .names(let names):
      enterMembers(of: place, into: &found) { names.contains($0) }
    case .pattern(let pattern):
      enterMembers(of: place, into: &found) { self.patterns.finds(pattern, in: $0) == true }
    }
  }

  private func enter(_ elements: [Node], _ place: Place, into found: inout Found) {
    for (index, element) in elements.enumerated() where spend() {
      found.places.append(place.entering(element, index: index))
    }
  }

  private func enterMembers(
    of place: Place, into found: inout Found, where matches: (String) -> Bool
  ) {
    switch place.node.value {
    case .mapping(let mapping):
      var hasMatch = false
      for member in mapping.members where spend() && matches(member.key) {
        hasMatch = true
        found.places.append(place.entering(member))
      }
      if mapping.isOpen, !hasMatch { found.isComplete = false }
    case .unresolved: found.isComplete = false
    case .null, .scalar, .sequence: break
    }
  }

  private func descend(_ place: Place, into found: inout Found) {
    guard spend() else {
      found.isComplete = false
      return
    }
    found.places.append(place)
    switch place.node.value {
    case .mapping(let mapping):
      for member in mapping.members { descend(place.entering(member), into: &found) }
      if mapping.isOpen { found.isComplete = false }
    case .sequence(let elements):
      for (index, element) in elements.enumerated() {
        descend(place.entering(element, index: index), into: &found)
      }
    case .unresolved: found.isComplete = false
    case .null, .scalar: break
    }
  }

  private func readJSON(_ place: Place, into found: inout Found) {
    switch place.node.value {
    case .mapping, .sequence: found.places.append(place)
    case .unresolved: found.isComplete = false
    case .null: break
    case .scalar(let text, _):
      guard
        let inner = try? JSONReader.read(Array(text.utf8), limits: ReadLimits()).first
      else { return }
      // Its places are those of another text: everything in it stands where the text stands.
      found.places.append(place.replacing(with: inner.moved(to: place.node.span)))
    }
  }
}

extension Node {
  /// The same value with everything in it at one place.
  func moved(to span: Range<Int>) -> Node {
    switch value {
    case .null, .scalar, .unresolved: return Node(value, span: span)
    case .sequence(let elements):
      return Node(.sequence(elements.map { $0.moved(to: span) }), span: span)
    case .mapping(let mapping):
      let members = mapping.members.map {
        Member(key: $0.key, keySpan: span, value: $0.value.moved(to: span))
      }
      return Node(.mapping(Mapping(members: members, isOpen: mapping.isOpen)), span: span)
    }
  }
}
