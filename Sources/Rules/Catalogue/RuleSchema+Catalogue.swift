internal import Model

/// The parts of the schema that say what replaces a credential.
extension RuleSchema {
  /// `replace` and `on`, as definitions.
  static var replacementDefinitions: String {
    let platforms = Platform.allCases.filter { $0 != .unknown }.map(\.rawValue)
    let keys = platforms + Replacements.groups.map(\.key)
    let members = (keys + ["*"]).map { "\"\($0)\": {\"$ref\": \"#/$defs/ids\"}" }
    return """
      "ids": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/$defs/id"}},
          "url": {"type": "string", "pattern": "^https://[^/]+[.]"},
          "platforms": {"type": "array", "items": {"enum": [\(keys.map { "\"\($0)\"" }.joined(separator: ", "))]}},
          "replace": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              \(members.joined(separator: ",\n        "))
            }
          }
      """
  }

  /// A file of mechanisms and a file of frameworks, as definitions.
  static var catalogueDefinitions: String {
    let phases = Mechanism.Phase.allCases.map { "\"\($0.rawValue)\": {\"type\": \"string\"}" }
    let attributes = GovernanceAttribute.allCases.map {
      "\"\($0.rawValue)\": {\"type\": \"string\", \"minLength\": 1}"
    }
    return """
      "mechanisms": {
            "type": "object",
            "required": ["area", "mechanisms"],
            "additionalProperties": false,
            "properties": {
              "area": {"type": "string", "minLength": 1},
              "mechanisms": {"type": "array", "items": {"$ref": "#/$defs/mechanism"}}
            }
          },
          "mechanism": {
            "type": "object",
            "required": ["id", "name", "class", "summary", "scope", "steps", "residual", "url"],
            "additionalProperties": false,
            "properties": {
              "id": {"$ref": "#/$defs/id"},
              "name": {"type": "string"},
              "class": {"enum": [\(names(Migration.Class.self))]},
              "summary": {"type": "string"},
              "ttl": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "default": {"$ref": "#/$defs/seconds"},
                  "min": {"$ref": "#/$defs/seconds"},
                  "max": {"$ref": "#/$defs/seconds"}
                }
              },
              "scope": {"type": "string"},
              "steps": {
                "type": "object",
                "required": ["issue", "deploy"],
                "additionalProperties": false,
                "properties": {\(phases.joined(separator: ", "))}
              },
              "snippets": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["title", "language", "text"],
                  "additionalProperties": false,
                  "properties": {
                    "title": {"type": "string"},
                    "language": {"enum": [\(names(Mechanism.Snippet.Language.self))]},
                    "on": {"$ref": "#/$defs/platforms"},
                    "text": {"type": "string"}
                  }
                }
              },
              "residual": {
                "type": "array",
                "minItems": 1,
                "items": {
                  "type": "object",
                  "minProperties": 1,
                  "maxProperties": 1,
                  "additionalProperties": false,
                  "properties": {\(attributes.joined(separator: ", "))}
                }
              },
              "url": {"$ref": "#/$defs/url"}
            }
          },
          "frameworks": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": false,
            "properties": {
              "taxonomies": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["id", "name", "version", "organization", "url", "entries"],
                  "additionalProperties": false,
                  "properties": {
                    "id": {"$ref": "#/$defs/id"},
                    "name": {"type": "string"},
                    "version": {"type": "string"},
                    "organization": {"type": "string"},
                    "url": {"$ref": "#/$defs/url"},
                    "entries": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "required": ["id", "name"],
                        "additionalProperties": false,
                        "properties": {
                          "id": {"type": "string"},
                          "name": {"type": "string"},
                          "url": {"$ref": "#/$defs/url"}
                        }
                      }
                    }
                  }
                }
              },
              "aliases": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}},
              "sets": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}}
            }
          }
      """
  }
}
