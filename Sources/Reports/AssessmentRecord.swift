internal import Model

/// What governance says of a finding, as `json` and `jsonl` write it.
extension JSONWriter {
  /// The `assessment` member.
  mutating func assessmentMember(_ assessment: Assessment) {
    objectMember("assessment") { json in
      json.member("priority", assessment.priority.rawValue)
      json.member("priority_reasons", assessment.priorityReasons)
      json.lifetime(assessment.lifetime)
      json.member("platform", assessment.platform.rawValue)
      json.nullableMember("platform_evidence", assessment.platformEvidence)
      json.member("environment", assessment.environment.rawValue)
      json.nullableMember("environment_evidence", assessment.environmentEvidence)
      json.owner(assessment.owner)
      json.nullableObjectMember("purpose", assessment.purpose) { json, purpose in
        json.member("text", purpose.text)
        json.member("source", purpose.source)
      }
      json.scope(assessment.scope)
      json.arrayMember("facts") { json in
        for fact in assessment.facts {
          json.object { json in
            json.member("name", fact.name)
            json.member("value", fact.value)
            json.member("source", fact.source)
          }
        }
      }
      json.objectMember("sprawl") { json in
        json.member("copies", assessment.sprawl.copies)
        json.member("files", assessment.sprawl.files)
        json.member("environments", assessment.sprawl.environments.map(\.rawValue))
        json.member("services", assessment.sprawl.services)
      }
      json.nullableObjectMember("migration", assessment.migration) { json, migration in
        json.migration(migration)
      }
      json.objectMember("revocation") { json in
        json.member("how", assessment.revocation.how)
        json.nullableMember("command", assessment.revocation.command)
        json.member("url", assessment.revocation.url)
      }
      json.arrayMember("attributes") { json in
        for state in assessment.attributes {
          json.object { json in
            json.member("attribute", state.attribute.rawValue)
            json.member("state", state.state.rawValue)
            json.member("note", state.note)
          }
        }
      }
      json.member("gaps", assessment.gaps.map(\.rawValue))
      json.member("frameworks", assessment.frameworks)
      json.objectMember("policy") { json in
        json.member("outcome", assessment.policy.outcome.rawValue)
        json.member("reasons", assessment.policy.reasons)
      }
    }
  }

  private mutating func lifetime(_ lifetime: Assessment.Lifetime) {
    objectMember("lifetime") { json in
      json.member("class", lifetime.kind.rawValue)
      json.nullableMember("issued", lifetime.issued.map(CalendarTime.text))
      json.nullableMember("expires", lifetime.expires.map(CalendarTime.text))
      json.nullableMember("ttl", lifetime.ttl)
      json.member("source", lifetime.source.rawValue)
      json.nullableMember("evidence", lifetime.evidence)
      json.nullableMember("expired", lifetime.isExpired)
      json.nullableMember("age", lifetime.age)
      json.nullableMember("long_lived", lifetime.isLongLived)
    }
  }

  private mutating func owner(_ owner: Ownership) {
    objectMember("owner") { json in
      json.member("status", owner.status.rawValue)
      json.nullableMember("name", owner.name)
      json.member("contacts", owner.contacts)
      json.nullableMember("source", owner.source)
      json.member("conflicts", owner.conflicts)
    }
  }

  private mutating func scope(_ scope: Assessment.Scope) {
    objectMember("scope") { json in
      json.member("breadth", scope.breadth.rawValue)
      json.member("entries", scope.entries)
      json.member("audience", scope.audience)
      json.nullableMember("subject", scope.subject)
      json.nullableMember("source", scope.source)
    }
  }

  /// The members of a migration, in a plan as in a finding.
  mutating func migration(_ migration: Migration) {
    member("mechanism", migration.mechanism)
    member("name", migration.name)
    member("class", migration.kind.rawValue)
    nullableMember("ttl", migration.ttl)
    member("scope_limiter", migration.scopeLimiter)
    member("steps", migration.steps)
    arrayMember("snippets") { json in
      for snippet in migration.snippets {
        json.object { json in
          json.member("title", snippet.title)
          json.member("language", snippet.language)
          json.member("text", snippet.text)
        }
      }
    }
    member("residual", migration.residual)
    member("alternatives", migration.alternatives)
    member("url", migration.url)
  }
}
