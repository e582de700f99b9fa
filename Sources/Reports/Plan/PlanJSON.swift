internal import Model

/// A migration plan as one JSON document.
public struct PlanJSON {
  private let plan: MigrationPlan

  /// Prepares to write `plan`.
  public init(_ plan: MigrationPlan) { self.plan = plan }

  /// The document, in UTF-8.
  public var bytes: [UInt8] {
    var json = JSONWriter(.pretty)
    json.object { json in
      json.member("schema", "sprawl-plan/1")
      json.member("accepted", plan.accepted)
      json.arrayMember("groups") { json in
        for group in plan.groups { json.object { json in write(group, into: &json) } }
      }
    }
    json.newline()
    return json.bytes
  }

  private func write(_ group: MigrationPlan.Group, into json: inout JSONWriter) {
    json.member("priority", group.priority.rawValue)
    json.member("kind", group.kind.rawValue)
    json.objectMember("owner") { json in
      json.member("status", group.ownerStatus.rawValue)
      json.nullableMember("name", group.owner)
    }
    json.member("title", group.title)
    json.member("credentials", group.distinct)
    json.nullableObjectMember("migration", group.migration) { json, migration in
      json.migration(migration)
    }
    json.objectMember("gaps") { json in
      for gap in group.gaps { json.member(gap.attribute.rawValue, gap.count) }
    }
    json.arrayMember("findings") { json in
      for item in group.items {
        json.object { json in
          json.member("id", item.id)
          json.member("secret_id", item.secretID)
          json.member("rule", item.rule)
          json.member("name", item.name)
          json.member("path", item.path)
          json.member("line", item.line)
          json.member("severity", item.severity.rawValue)
          json.member("priority", item.assessment.priority.rawValue)
          json.member("priority_reasons", item.assessment.priorityReasons)
          json.member("platform", item.assessment.platform.rawValue)
          json.member("environment", item.assessment.environment.rawValue)
          json.member("gaps", item.assessment.gaps.map(\.rawValue))
          json.objectMember("revocation") { json in
            json.member("how", item.assessment.revocation.how)
            json.nullableMember("command", item.assessment.revocation.command)
            json.member("url", item.assessment.revocation.url)
          }
        }
      }
    }
  }
}
