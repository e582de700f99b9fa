internal import Model

/// The JSON Schema of rule files, for editors; the loader itself is stricter.
public enum RuleSchema {
  /// The schema as JSON text with a line feed at its end.
  public static var text: String {
    let severities = names(Severity.self)
    let confidences = names(Confidence.self)
    return """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sprawl rule file",
        "oneOf": [
          {"$ref": "#/$defs/credentials"}, {"$ref": "#/$defs/mechanisms"},
          {"$ref": "#/$defs/frameworks"}, {"$ref": "#/$defs/posture"}
        ],
        "$defs": {
          "credentials": {
            "type": "object",
            "required": ["provider", "families", "detectors"],
            "additionalProperties": false,
            "properties": {
              "provider": {"type": "string", "minLength": 1},
              "replace": {"$ref": "#/$defs/replace"},
              "families": {"type": "array", "items": {"$ref": "#/$defs/family"}},
              "detectors": {"type": "array", "items": {"$ref": "#/$defs/detector"}}
            }
          },
          \(replacementDefinitions),
          \(catalogueDefinitions),
          \(postureDefinitions),
          "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
          "texts": {"type": "array", "items": {"type": "string", "minLength": 1}},
          "seconds": {"oneOf": [{"type": "integer", "minimum": 1}, {"const": "none"}]},
          "severity": {"enum": [\(severities)]},
          "confidence": {"enum": [\(confidences)]},
          "family": {
            "type": "object",
            "required": ["id", "name", "description", "lifetime", "identity", "revoke"],
            "additionalProperties": false,
            "properties": {
              "id": {"$ref": "#/$defs/id"},
              "name": {"type": "string"},
              "description": {"type": "string"},
              "lifetime": {
                "type": "object",
                "required": ["class"],
                "additionalProperties": false,
                "properties": {
                  "class": {"enum": [\(names(Family.Lifetime.Class.self))]},
                  "default": {"$ref": "#/$defs/seconds"},
                  "max": {"$ref": "#/$defs/seconds"}
                }
              },
              "identity": {"enum": [\(names(Family.Identity.self))]},
              "blast": {"enum": [\(names(Family.Blast.self))]},
              "replayable": {"type": "boolean"},
              "revoke": {
                "type": "object",
                "required": ["how", "url"],
                "additionalProperties": false,
                "properties": {
                  "how": {"type": "string"},
                  "url": {"$ref": "#/$defs/url"},
                  "command": {"type": "string", "minLength": 1}
                }
              },
              "doc": {"$ref": "#/$defs/url"},
              "retired": {
                "type": "object",
                "required": ["on", "note", "url"],
                "additionalProperties": false,
                "properties": {
                  "on": {"type": "string", "pattern": "^20[0-9]{2}-[01][0-9]-[0-3][0-9]$"},
                  "note": {"type": "string"},
                  "url": {"$ref": "#/$defs/url"}
                }
              },
              "frameworks": {"$ref": "#/$defs/texts"},
              "replace": {"$ref": "#/$defs/replace"}
            }
          },
          "detector": {
            "type": "object",
            "required": ["id", "family", "confidence", "severity", "examples", "counterexamples"],
            "additionalProperties": false,
            "oneOf": [
              {"required": ["literals", "pattern"]},
              {"required": ["value"], "anyOf": [{"required": ["near"]}, {"required": ["about"]}]},
              {"required": ["names"]}
            ],
            "properties": {
              "id": {"$ref": "#/$defs/id"},
              "name": {"type": "string"},
              "family": {"$ref": "#/$defs/id"},
              "literals": {"$ref": "#/$defs/texts"},
              "pattern": {"type": "string"},
              "near": {"$ref": "#/$defs/texts"},
              "about": {"$ref": "#/$defs/texts"},
              "value": {"type": "string"},
              "names": {"$ref": "#/$defs/texts"},
              "window": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "before": {"type": "integer", "minimum": 0, "maximum": 65536},
                  "after": {"type": "integer", "minimum": 1, "maximum": 65536}
                }
              },
              "check": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "checksum": {"enum": [\(names(Checksum.self))]},
                  "entropy": {"type": "number", "minimum": 0, "maximum": 8},
                  "digits": {"type": "integer", "minimum": 0},
                  "letters": {"type": "integer", "minimum": 0},
                  "upper": {"type": "integer", "minimum": 0},
                  "lower": {"type": "integer", "minimum": 0},
                  "unlike": {"$ref": "#/$defs/texts"},
                  "placeholders": {"type": "boolean"}
                }
              },
              "confidence": {"$ref": "#/$defs/confidence"},
              "severity": {"$ref": "#/$defs/severity"},
              "parts": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["name", "pattern"],
                  "additionalProperties": false,
                  "properties": {
                    "name": {"type": "string"},
                    "pattern": {"type": "string"},
                    "within": {"type": "integer", "minimum": 1, "maximum": 65536},
                    "required": {"type": "boolean"},
                    "entropy": {"type": "number", "minimum": 0, "maximum": 8}
                  }
                }
              },
              "alone": {
                "type": "object",
                "required": ["confidence", "severity"],
                "additionalProperties": false,
                "properties": {
                  "confidence": {"$ref": "#/$defs/confidence"},
                  "severity": {"$ref": "#/$defs/severity"}
                }
              },
              "examples": {"$ref": "#/$defs/texts", "minItems": 2},
              "counterexamples": {"$ref": "#/$defs/texts", "minItems": 1},
              "except-contexts": {
                "type": "array",
                "items": {"enum": [\(names(Detector.Context.self))]}
              }
            }
          }
        }
      }

      """
  }

  static func names<Value: CaseIterable & RawRepresentable>(_: Value.Type) -> String
  where Value.RawValue == String {
    Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
  }
}
