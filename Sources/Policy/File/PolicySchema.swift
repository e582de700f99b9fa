internal import Model

/// The JSON Schema of `sprawl.yml`, for editors; the reader itself is stricter.
public enum PolicySchema {
  static let topKeys = [
    "version", "min-confidence", "rules", "paths", "sensitivity", "ceilings", "require", "severity",
    "owners", "places", "exceptions",
  ]
  static let exceptionKeys = [
    "id", "secret-id", "rule", "path", "owner", "reason", "granted", "until", "context",
  ]
  static let contextKeys = [
    "paths", "environments", "owner", "scope", "scope-entries", "repositories",
  ]

  /// The schema as JSON text with a line feed at its end.
  public static var text: String {
    """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "sprawl policy (sprawl.yml)",
      "type": "object",
      "required": ["version"],
      "additionalProperties": false,
      "properties": {
        "version": {"const": \(PolicyReader.version)},
        "min-confidence": {"description": "Findings below it are not reported.", "enum": \(names(Confidence.self))},
        "rules": {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "enable": {"description": "Only these rules run.", "$ref": "#/$defs/texts"},
            "disable": {"description": "These rules do not run.", "$ref": "#/$defs/texts"}
          }
        },
        "paths": {
          "description": "What is scanned; patterns as in .gitignore, relative to this file's folder.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "include": {"description": "Only these paths.", "$ref": "#/$defs/texts"},
            "exclude": {"description": "Not these paths.", "$ref": "#/$defs/texts"}
          }
        },
        "sensitivity": {
          "description": "Where which ceiling holds. Paths go before environments; production is high unless it says otherwise.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "low": {"$ref": "#/$defs/places"},
            "high": {"$ref": "#/$defs/places"}
          }
        },
        "ceilings": {
          "description": "The longest that credentials may live.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
    \(ceilings)
            "families": {
              "description": "By family id; goes before the class.",
              "type": "object",
              "additionalProperties": {"$ref": "#/$defs/ceiling"}
            }
          }
        },
        "require": {
          "description": "Attributes that every credential must have.",
          "oneOf": [
            {"$ref": "#/$defs/attributes"},
            {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "low": {"$ref": "#/$defs/attributes"},
                "high": {"$ref": "#/$defs/attributes"}
              }
            }
          ]
        },
        "severity": {
          "description": "Steps up or down, by environment.",
          "type": "object",
          "propertyNames": {"$ref": "#/$defs/environment"},
          "additionalProperties": {"type": "integer", "minimum": -4, "maximum": 4}
        },
        "owners": {
          "description": "Which team answers for which path; the last one that matches.",
          "type": "array",
          "items": {
            "type": "object",
            "required": ["path", "team"],
            "additionalProperties": false,
            "properties": {"path": {"$ref": "#/$defs/text"}, "team": {"$ref": "#/$defs/text"}}
          }
        },
        "places": {
          "description": "What a path is for, where that cannot be told from it; the last one that matches.",
          "type": "array",
          "items": {
            "type": "object",
            "required": ["path"],
            "anyOf": [{"required": ["platform"]}, {"required": ["environment"]}],
            "additionalProperties": false,
            "properties": {
              "path": {"$ref": "#/$defs/text"},
              "platform": {"enum": \(names(Platform.self))},
              "environment": {"$ref": "#/$defs/environment"}
            }
          }
        },
        "exceptions": {"type": "array", "items": {"$ref": "#/$defs/exception"}}
      },
      "$defs": {
        "text": {"type": "string", "minLength": 1},
        "texts": {"type": "array", "items": {"$ref": "#/$defs/text"}},
        "digest": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "day": {"type": "string", "format": "date"},
        "environment": {"enum": \(names(Environment.self))},
        "attributes": {"type": "array", "items": {"enum": \(names(GovernanceAttribute.self))}},
        "places": {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "environments": {"type": "array", "items": {"$ref": "#/$defs/environment"}},
            "paths": {"$ref": "#/$defs/texts"}
          }
        },
        "span": {
          "oneOf": [
            {"type": "integer", "minimum": 1},
            {"type": "string", "pattern": "^([0-9]+[smhd]|none)$"}
          ]
        },
        "ceiling": {
          "oneOf": [
            {"$ref": "#/$defs/span"},
            {
              "type": "object",
              "additionalProperties": false,
              "properties": {"low": {"$ref": "#/$defs/span"}, "high": {"$ref": "#/$defs/span"}}
            }
          ]
        },
        "exception": {
          "description": "Findings that somebody answers for, for at most \(PolicyException.longestDays) days and in one context.",
          "type": "object",
          "required": ["owner", "reason", "granted", "until"],
          "oneOf": [
            {"required": ["id", "context"]},
            {"required": ["secret-id", "context"]},
            {"required": ["rule", "path"]}
          ],
          "additionalProperties": false,
          "properties": {
            "id": {"description": "A finding's id: the credential at its path.", "$ref": "#/$defs/digest"},
            "secret-id": {"description": "A credential's id, at all paths of the context.", "$ref": "#/$defs/digest"},
            "rule": {"$ref": "#/$defs/text"},
            "path": {"$ref": "#/$defs/text"},
            "owner": {"description": "Who answers for it.", "$ref": "#/$defs/text"},
            "reason": {"$ref": "#/$defs/text"},
            "granted": {"$ref": "#/$defs/day"},
            "until": {"description": "The last day.", "$ref": "#/$defs/day"},
            "context": {
              "description": "What was known when it was granted; where that changes, the finding is reported again.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "paths": {"$ref": "#/$defs/texts"},
                "environments": {"type": "array", "items": {"$ref": "#/$defs/environment"}},
                "owner": {"$ref": "#/$defs/text"},
                "scope": {"enum": \(names(Assessment.Scope.Breadth.self))},
                "scope-entries": {"$ref": "#/$defs/texts"},
                "repositories": {"$ref": "#/$defs/texts"}
              }
            }
          }
        }
      }
    }

    """
  }

  /// A line for each class.
  private static var ceilings: String {
    CredentialClass.allCases
      .map { "        \"\($0.rawValue)\": {\"$ref\": \"#/$defs/ceiling\"}," }
      .joined(separator: "\n")
  }

  private static func names<Value: RawRepresentable & CaseIterable>(_: Value.Type) -> String
  where Value.RawValue == String {
    "[\(Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))]"
  }
}
