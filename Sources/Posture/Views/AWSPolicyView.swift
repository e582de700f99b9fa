/// The IAM policies of a document in one form, whatever they are written in: a policy in JSON, a CloudFormation template,
/// Terraform's `jsonencode`, here documents, texts and `aws_iam_policy_document`.
///
/// Each root is a mapping of `kind` (`trust` for who may take a role, `identity` for what a role, user or group may
/// do), `name`, and the policy's own members: `Statement` with `Effect`, `Principal`, `Action`, `Resource`, `Condition`.
///
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
enum AWSPolicyView {
  @Sendable static func policies(_ document: Node) -> [Views.Root] {
    if document["Statement"] != nil {
      return policy(document, name: "policy", member: nil).map { [$0] } ?? []
    }
    if let resources = document["Resources"] { return CloudFormationPolicies.policies(resources) }
    return TerraformPolicies.policies(document)
  }

  /// A policy as a root; nil where it is not written out.
  static func policy(
    _ node: Node, name: String, member: Node.Member?, kind: String? = nil
  ) -> Views.Root? {
    var node = node
    let substituted = substituted(node)
    if let text = node.text ?? substituted {
      guard let inner = try? JSONReader.read(Array(text.utf8), limits: ReadLimits()).first else {
        return nil
      }
      let written = inner.moved(to: node.span)
      node =
        substituted == nil
        ? written : written.shifted(by: 0, isTemplate: { $0.contains("${") })
    }
    node = resolved(node)
    guard case .mapping(let mapping) = node.value, let statements = node["Statement"] else {
      return nil
    }
    let kind = kind ?? (isTrust(statements) ? "trust" : "identity")
    func text(_ key: String, _ value: String) -> Node.Member {
      let span = member?.keySpan ?? node.span
      return Node.Member(
        key: key, keySpan: span, value: Node(.scalar(value, isQuoted: true), span: span))
    }
    let whole = Node.Mapping(
      members: [text("kind", kind), text("name", name)] + mapping.members, isOpen: mapping.isOpen)
    return Views.Root(
      node: Node(.mapping(whole), span: node.span), label: "\(name) \(member?.key ?? "policy")")
  }

  /// The text of CloudFormation's `!Sub '{ … }'` and `{"Fn::Sub": "{ … }"}`; nil for all else.
  private static func substituted(_ node: Node) -> String? {
    if case .unresolved(let text) = node.value {
      guard text.hasPrefix("!Sub ") else { return nil }
      let inner = text.dropFirst(5).drop { $0.isWhitespace }
      return inner.hasPrefix("{") ? String(inner) : nil
    }
    guard let members = node.mapping?.members, members.count == 1, members[0].key == "Fn::Sub"
    else {
      return nil
    }
    return members[0].value.text
  }

  /// Who may take a role says so by its actions.
  private static func isTrust(_ statements: Node) -> Bool {
    statements.elements.contains { statement in
      statement["Principal"] != nil
        && (statement["Action"]?.elements ?? []).contains {
          $0.text?.lowercased().hasPrefix("sts:assumerole") == true
        }
    }
  }

  /// CloudFormation's functions in JSON (`{"Ref": …}`, `{"Fn::Sub": …}`) are not resolved.
  private static func resolved(_ node: Node) -> Node {
    switch node.value {
    case .null, .scalar, .unresolved: return node
    case .sequence(let elements):
      return Node(.sequence(elements.map(resolved)), span: node.span)
    case .mapping(let mapping):
      if mapping.members.count == 1, let only = mapping.members.first,
        only.key == "Ref" || only.key.hasPrefix("Fn::")
      {
        return Node(.unresolved(only.value.writtenText ?? only.key), span: node.span)
      }
      let members = mapping.members.map {
        Node.Member(key: $0.key, keySpan: $0.keySpan, value: resolved($0.value))
      }
      return Node(
        .mapping(Node.Mapping(members: members, isOpen: mapping.isOpen)), span: node.span)
    }
  }
}

/// The policies in a CloudFormation template's resources.
private enum CloudFormationPolicies {
  private static let holders: Set<String> = [
    "AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::User",
    "AWS::IAM::Group", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy",
  ]

  static func policies(_ resources: Node) -> [Views.Root] {
    (resources.mapping?.members ?? []).flatMap { resource -> [Views.Root] in
      guard holders.contains(resource.value["Type"]?.text ?? ""),
        let properties = resource.value["Properties"]?.mapping
      else { return [] }
      return properties.members.flatMap { member -> [Views.Root?] in
        switch member.key {
        case "AssumeRolePolicyDocument":
          return [
            AWSPolicyView.policy(member.value, name: resource.key, member: member, kind: "trust")
          ]
        case "PolicyDocument":
          return [AWSPolicyView.policy(member.value, name: resource.key, member: member)]
        case "Policies":
          return member.value.elements.map { policy in
            policy["PolicyDocument"].flatMap {
              AWSPolicyView.policy($0, name: resource.key, member: member)
            }
          }
        default: return []
        }
      }.compactMap(\.self)
    }
  }
}

/// The policies in Terraform's resources and data.
private enum TerraformPolicies {
  /// Attributes that hold a policy, by the resource's type.
  private static let attributes: [String: (attribute: String, kind: String?)] = [
    "aws_iam_role": ("assume_role_policy", "trust"), "aws_iam_policy": ("policy", nil),
    "aws_iam_role_policy": ("policy", nil), "aws_iam_user_policy": ("policy", nil),
    "aws_iam_group_policy": ("policy", nil),
    "aws_ssoadmin_permission_set_inline_policy": ("inline_policy", nil),
  ]

  static func policies(_ document: Node) -> [Views.Root] {
    var roots: [Views.Root] = []
    for block in document.mapping?.members ?? [] where ["resource", "data"].contains(block.key) {
      for type in block.value.mapping?.members ?? [] {
        for resource in type.value.mapping?.members ?? [] {
          if type.key == "aws_iam_policy_document", block.key == "data" {
            roots += [data(resource)].compactMap(\.self)
          } else if block.key == "resource" {
            roots += policies(of: resource, type: type.key)
          }
        }
      }
    }
    return roots
  }

  private static func policies(of resource: Node.Member, type: String) -> [Views.Root] {
    var found: [Views.Root?] = []
    for member in resource.value.mapping?.members ?? [] {
      if let known = attributes[type], known.attribute == member.key {
        found.append(
          AWSPolicyView.policy(member.value, name: resource.key, member: member, kind: known.kind))
      } else if type == "aws_iam_role", member.key == "inline_policy",
        let policy = member.value["policy"]
      {
        found.append(AWSPolicyView.policy(policy, name: resource.key, member: member))
      }
    }
    return found.compactMap(\.self)
  }

  /// `data "aws_iam_policy_document"`: its blocks under the names that JSON has.
  private static func data(_ resource: Node.Member) -> Views.Root? {
    guard case .mapping(let body) = resource.value.value else { return nil }
    let statements = body.members.filter { $0.key == "statement" }.compactMap { statement($0) }
    let list = Node(.sequence(statements), span: resource.value.span)
    // Statements may come from other documents.
    let sources = ["source_policy_documents", "override_policy_documents", "source_json"]
    let isOpen = body.isOpen || body.members.contains { sources.contains($0.key) }
    let policy = Node(
      .mapping(
        Node.Mapping(
          members: [Node.Member(key: "Statement", keySpan: resource.keySpan, value: list)],
          isOpen: isOpen)), span: resource.value.span)
    return AWSPolicyView.policy(policy, name: resource.key, member: resource)
  }

  private static let names = [
    "sid": "Sid", "effect": "Effect", "actions": "Action", "not_actions": "NotAction",
    "resources": "Resource", "not_resources": "NotResource",
  ]

  private static func statement(_ block: Node.Member) -> Node? {
    guard case .mapping(let body) = block.value.value else { return nil }
    var statement = Node.Mapping(isOpen: body.isOpen)
    var principals = Node.Mapping(isOpen: body.isOpen)
    var conditions = Node.Mapping(isOpen: body.isOpen)
    for member in body.members {
      if let name = names[member.key] {
        statement.members.append(
          Node.Member(key: name, keySpan: member.keySpan, value: member.value))
      } else if member.key == "principals" {
        add(
          member.value["identifiers"], under: member.value["type"], keySpan: member.keySpan,
          to: &principals)
      } else if member.key == "condition" {
        var inner = Node.Mapping()
        add(
          member.value["values"], under: member.value["variable"], keySpan: member.keySpan,
          to: &inner)
        let node = Node(.mapping(inner), span: member.value.span)
        add(node, under: member.value["test"], keySpan: member.keySpan, to: &conditions)
      }
    }
    if statement.members.allSatisfy({ $0.key != "Effect" }) {
      // Allow is what the data source says where nothing is said.
      statement.members.append(text("Effect", "Allow", block))
    }
    for (name, mapping) in [("Principal", principals), ("Condition", conditions)]
    where !mapping.members.isEmpty || mapping.isOpen {
      statement.members.append(
        Node.Member(
          key: name, keySpan: mapping.members.first?.keySpan ?? block.keySpan,
          value: Node(.mapping(mapping), span: block.value.span)))
    }
    return Node(.mapping(statement), span: block.value.span)
  }

  private static func text(_ key: String, _ value: String, _ block: Node.Member) -> Node.Member {
    Node.Member(
      key: key, keySpan: block.keySpan,
      value: Node(.scalar(value, isQuoted: true), span: block.keySpan))
  }

  /// Adds a value under a name that is itself a value; one that is not resolved leaves the mapping open.
  private static func add(
    _ value: Node?, under name: Node?, keySpan: Range<Int>, to mapping: inout Node.Mapping
  ) {
    if name?.text == nil { mapping.isOpen = true }
    guard let key = name?.writtenText, let value else {
      mapping.isOpen = true
      return
    }
    mapping.members.append(Node.Member(key: key, keySpan: keySpan, value: value))
  }
}
