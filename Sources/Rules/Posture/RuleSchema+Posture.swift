internal import Model

extension RuleSchema {
  /// The definitions of files of posture checks.
  static var postureDefinitions: String {
    """
    "posture": {
            "type": "object",
            "required": ["kind", "name", "provider", "files", "checks"],
            "additionalProperties": false,
            "properties": {
              "kind": {"$ref": "#/$defs/id"},
              "name": {"type": "string"},
              "provider": {"type": "string"},
              "files": {
                "type": "array",
                "minItems": 1,
                "items": {
                  "type": "object",
                  "required": ["format", "paths"],
                  "additionalProperties": false,
                  "properties": {
                    "format": {"enum": [\(names(PostureFiles.Format.self))]},
                    "paths": {"$ref": "#/$defs/texts"},
                    "content": {"$ref": "#/$defs/texts"},
                    "view": {"type": "string"}
                  }
                }
              },
              "checks": {"type": "array", "items": {"$ref": "#/$defs/check"}}
            }
          },
          "check": {
            "type": "object",
            "required": [
              "id", "name", "message", "severity", "confidence", "attributes", "each", "fix", "url",
              "examples", "counterexamples"
            ],
            "additionalProperties": false,
            "properties": {
              "id": {"$ref": "#/$defs/id"},
              "alias": {"type": "string", "pattern": "^[A-Z0-9]+-[0-9]+$"},
              "name": {"type": "string"},
              "message": {"type": "string"},
              "severity": {"$ref": "#/$defs/severity"},
              "confidence": {"$ref": "#/$defs/confidence"},
              "attributes": {
                "type": "array",
                "minItems": 1,
                "items": {"enum": [\(names(GovernanceAttribute.self))]}
              },
              "frameworks": {"$ref": "#/$defs/texts"},
              "views": {"$ref": "#/$defs/texts"},
              "each": {"$ref": "#/$defs/paths"},
              "when": {"$ref": "#/$defs/condition"},
              "at": {"$ref": "#/$defs/paths"},
              "masks-value": {"type": "boolean"},
              "fix": {"type": "string"},
              "example": {"type": "string"},
              "url": {"$ref": "#/$defs/url"},
              "examples": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/document"}},
              "counterexamples": {
                "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/document"}
              }
            }
          },
          "paths": {
            "oneOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/texts"}]
          },
          "document": {
            "oneOf": [
              {"type": "string", "minLength": 1},
              {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": {"type": "string", "minLength": 1}
              }
            ]
          },
          "conditions": {"type": "array", "items": {"$ref": "#/$defs/condition"}},
          "condition": {
            "oneOf": [
              {"$ref": "#/$defs/conditions"},
              {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "all": {"$ref": "#/$defs/conditions"},
                  "any": {"$ref": "#/$defs/conditions"},
                  "not": {"$ref": "#/$defs/condition"},
                  "exists": {"type": "string"},
                  "absent": {"type": "string"},
                  "some": {"type": "string"},
                  "every": {"type": "string"},
                  "count": {"type": "string"},
                  "where": {"$ref": "#/$defs/condition"},
                  "at-least": {"type": "integer", "minimum": 0},
                  "at-most": {"type": "integer", "minimum": 0},
                  "function": {"type": "string"},
                  "path": {"type": "string"},
                  "equals": {},
                  "matches": {"type": "string"},
                  "unlike": {"type": "string"},
                  "mentions": {"type": "string"},
                  "greater": {"type": "number"},
                  "less": {"type": "number"},
                  "longer": {"type": ["string", "number"]},
                  "shorter": {"type": ["string", "number"]},
                  "unit": {"type": "string"},
                  "literal": {"const": true}
                }
              }
            ]
          }
    """
  }
}
