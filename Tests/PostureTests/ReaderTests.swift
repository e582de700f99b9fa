import Posture
import Rules
import Testing

/// A document written out: scalars as they are, quoted ones in quotation marks, `?` before what is not resolved, `+` at
/// the end of a mapping that may hold more.
func outline(_ node: Node) -> String {
  switch node.value {
  case .null: "~"
  case .scalar(let text, let isQuoted): isQuoted ? "'\(text)'" : text
  case .unresolved(let text): "?\(text)"
  case .sequence(let elements): "[" + elements.map(outline).joined(separator: ", ") + "]"
  case .mapping(let mapping):
    "{" + mapping.members.map { "\($0.key): \(outline($0.value))" }.joined(separator: ", ")
      + (mapping.isOpen ? " +}" : "}")
  }
}

@Suite struct ReaderTests {
  struct Case: CustomTestStringConvertible {
    var format: PostureFiles.Format
    var text: String
    /// The documents, or nil where the text is refused.
    var outline: String?
    var testDescription: String { "\(format.rawValue): \(text.prefix(60))" }

    init(_ format: PostureFiles.Format, _ text: String, _ outline: String?) {
      self.format = format
      self.text = text
      self.outline = outline
    }
  }

  static let yaml = [
    Case(.yaml, "a: 1\nb: true\n", "{a: 1, b: true}"),
    Case(.yaml, "a:\n  b: x y\n  c:\n  - 1\n  - 2\n", "{a: {b: x y, c: [1, 2]}}"),
    Case(.yaml, "- a: 1\n  b: 2\n- - x\n  - y\n", "[{a: 1, b: 2}, [x, y]]"),
    Case(.yaml, "---\na: 1\n---\nb: 2\n...\n", "{a: 1} | {b: 2}"),
    Case(.yaml, "%YAML 1.2\n---\na: ~\n", "{a: ~}"),
    Case(.yaml, "# only a comment\n", ""),
    Case(.yaml, "a: 'it''s'\nb: \"x\\ny\\u00e9\"\n", "{a: 'it's', b: 'x\nyé'}"),
    Case(.yaml, "a: one\n  two\n\n  three\nb: 1", "{a: one two\nthree, b: 1}"),
    Case(.yaml, "a: \"one\n  two\"\n", "{a: 'one two'}"),
    Case(.yaml, "a: |\n  x\n   y\n\n  z\nb: >-\n  p\n  q\n", "{a: 'x\n y\n\nz\n', b: 'p q\n'}"),
    Case(.yaml, "a: {b: [1, 'x', {c: d}], e: }\n", "{a: {b: [1, 'x', {c: d}], e: ~}}"),
    Case(.yaml, "a: [\n  1, # one\n  2\n]\n", "{a: [1, 2]}"),
    Case(.yaml, "a: http://x:80/#y # z\n", "{a: http://x:80/#y}"),
    Case(
      .yaml, "a: &x {p: 1}\nb: *x\nc:\n  <<: *x\n  q: 2\n",
      "{a: {p: 1}, b: {p: 1}, c: {q: 2, p: 1}}"),
    Case(.yaml, "a:\n  <<: *gone\n  q: 2\n", "{a: {q: 2 +}}"),
    Case(.yaml, "a: &x\n  p: 1\nb: *x\n", "{a: {p: 1}, b: {p: 1}}"),
    Case(
      .yaml, "a: !Ref b\nc: !Sub plain\nd: !Sub x${y}\ne: !!str 1\n",
      "{a: ?!Ref b, c: plain, d: ?!Sub x${y}, e: 1}"),
    Case(.yaml, "a: !reference [.b, c]\n", "{a: ?!reference }"),
    Case(.yaml, "a: ${{ secrets.X }}\nb: x\n", "{a: ?${{ secrets.X }}, b: x}"),
    Case(
      .yaml, "a: {{ .Values.x }}\n{{- if .Values.y }}\nb: 1\n{{- end }}\n",
      "{a: ?{{ .Values.x }}, b: 1 +}"),
    Case(
      .yaml, "m:\n  a: 1\n  {{- include \"x\" . | nindent 2 }}\nn:\n  b: 2\n",
      "{m: {a: 1 +}, n: {b: 2} +}"),
    Case(
      .yaml, "m:\n  a:\n    {{- include \"x\" . | nindent 4 }}\n  b: 1\n",
      "{m: {a: ?{{- include \"x\" . | nindent 4 }}, b: 1 +} +}"),
    Case(.yaml, "a:\n{{- if x }}\nb: 1\n{{- end }}\n", "{a: ~, b: 1 +}"),
    Case(.yaml, "a:\n\n\n  # c\n  b: 1\n", "{a: {b: 1}}"),
    Case(.yaml, "\"a b\": 1\n? x\n", nil),
    Case(.yaml, "a: [1\n", nil),
    Case(.yaml, "a: 1\n b: 2\n", nil),
    Case(.yaml, "a: \"x\n", nil),
    Case(.yaml, "a: 1\r\nb:\r\n  - x\r\n", "{a: 1, b: [x]}"),
    Case(
      .yaml, "on:\n  push:\n    branches: [ main ]\njobs: {}\n",
      "{on: {push: {branches: [main]}}, jobs: {}}"),
    Case(.yaml, "a:\n- b\n- c: 1\n  d: 2\ne: f\n", "{a: [b, {c: 1, d: 2}], e: f}"),
    Case(
      .yaml, "run: |\n  if x; then\n    echo 'a: b'\n  fi\nnext: 1\n",
      "{run: 'if x; then\n  echo 'a: b'\nfi\n', next: 1}"),
  ]

  static let others = [
    Case(
      .json, "{\"a\": [1, -2.5e3, true, null, \"x\\u00e9\\n\"]}",
      "{a: [1, -2.5e3, true, ~, 'xé\n']}"),
    Case(.json, "// c\n{\"a\": 1, /* d */ \"b\": {},}", "{a: 1, b: {}}"),
    Case(.json, "{\"a\" 1}", nil), Case(.json, "{\"a\": \"x}", nil), Case(.json, "", nil),
    Case(.json, "{} {}", nil), Case(.json, "\"\\ud83d\\ude00\"", "'😀'"),
    Case(
      .toml, "a = 1\n[t]\nb = 'x'\n[t.u]\nc = [1, \"y\"]\n", "{a: 1, t: {b: 'x', u: {c: [1, 'y']}}}"
    ),
    Case(.toml, "[[s]]\nn = 1\n[s.k]\nz = 2\n[[s]]\nn = 3\n", "{s: [{n: 1, k: {z: 2}}, {n: 3}]}"),
    Case(
      .toml, "a.b.c = 1979-05-27T07:32:00Z\na.b.d = {x = 1, \"y z\" = true}\n",
      "{a: {b: {c: 1979-05-27T07:32:00Z, d: {x: 1, y z: true}}}}"),
    Case(.toml, "a = \"\"\"\none\\\n  two\"\"\"\n", "{a: 'onetwo'}"),
    Case(.toml, "a = 1 b = 2\n", nil), Case(.toml, "[a\n", nil),
    Case(.hcl, "a = 1\nb = \"x\"\nc = [true, null,]\n", "{a: 1, b: 'x', c: [true, ~]}"),
    Case(
      .hcl, "resource \"aws_iam_role\" \"ci\" {\n  name = \"ci\" # c\n}\n",
      "{resource: {aws_iam_role: {ci: {name: 'ci'}}}}"),
    Case(
      .hcl, "a = var.x\nb = \"x-${var.y}\"\nc = 1 + 2\nd = \"$${z}\"\n",
      "{a: ?var.x, b: ?x-${var.y}, c: ?1 + 2, d: '${z}'}"),
    Case(
      .hcl, "p = jsonencode({\n  Version = \"1\"\n  S = [{ A = \"*\" }]\n  \"k:v\" : 2\n})\n",
      "{p: {Version: '1', S: [{A: '*'}], k:v: 2}}"),
    Case(.hcl, "p = <<-EOT\n    one\n      two\n  EOT\nq = 1\n", "{p: 'one\n  two\n', q: 1}"),
    Case(.hcl, "p = <<EOT\n${x}\nEOT\n", "{p: ?${x}\n}"),
    Case(.hcl, "p = <<EOT\n[{\"a\": \"${x}\"}, 1]\nEOT\n", "{p: [{a: ?${x}}, 1]}"),
    Case(
      .hcl, "p = <<-EOT\n  # c\n  path \"s/${x}/*\" {\n    c = [\"read\", y]\n  }\n  EOT\nq = 1\n",
      "{p: {path: {s/${x}/*: {c: ['read', ?y]}}}, q: 1}"),
    Case(
      .hcl, "p = <<EOT\npath \"a\" {\n  d = <<EOS\npath \"b\" {}\nEOS\n}\nEOT\n",
      "{p: {path: {a: {d: 'path \"b\" {}\n'}}}}"),
    Case(.hcl, "p = <<EOT\npath to\nEOT\n", "{p: 'path to\n'}"),
    Case(.hcl, "p = <<EOT\npath \"a\" {\n  b =\nEOT\n", "{p: 'path \"a\" {\n  b =\n'}"),
    Case(.hcl, "path \"a\"\n# c\n{\n  b = 1\n}\n", "{path: {a: {b: 1}}}"),
    Case(.hcl, "path \"a\"\nb = 1\n", nil),
    Case(
      .hcl, "a = [for x in y : x]\nb = { for k, v in m : k => v }\nc = f(\n  1,\n)\n",
      "{a: ?[for x in y : x], b: ?{ for k, v in m : k => v }, c: ?f(\n  1,\n)}"),
    Case(
      .hcl, "a = x ? \"y\" : \"z\"\nb = toset([\"p\"])\nc = a.b[0].d\n",
      "{a: ?x ? \"y\" : \"z\", b: ['p'], c: ?a.b[0].d}"),
    Case(
      .hcl,
      "b {\n  dynamic \"s\" {\n    for_each = x\n    content { y = 1 }\n  }\n  s { y = 2 }\n}\n",
      "{b: {s: ?{\n    for_each = x\n    content { y = 1 }\n  }, s: {y: 2}}}"),
    Case(.hcl, "a = null\nb = 3.1e+7\nc = { d = null }\n", "{b: 3.1e+7, c: {d: ~}}"),
    Case(.hcl, "a = { (k) = 1, b = x.y\n c = 3 }\n", "{a: {b: ?x.y, c: 3 +}}"),
    Case(.hcl, "a = x.y # c\nb = x.z // d\nc = f(x) /* e */\n", "{a: ?x.y, b: ?x.z, c: ?f(x)}"),
    Case(
      .hcl, "a = {\n  b = x.y # c\n  \"${p}:sub\" = \"q\" // d\n  e = 1\n}\n",
      "{a: {b: ?x.y, ${p}:sub: 'q', e: 1 +}}"),
    Case(.hcl, "a {\n", nil), Case(.hcl, "a = \"x\n", nil), Case(.hcl, "a = [1\n", nil),
    Case(.properties, "A=1\nexport B=\"x y\"\n# c\nC='z'\nD=\n", "{A: 1, B: 'x y', C: 'z', D: ~}"),
    Case(.properties, "[s]\na = b\n; c\n[t]\nd: ${X}\n", "{s: {a: b}, t: {d: ?${X}}}"),
    Case(
      .properties, "//registry.npmjs.org/:_authToken=${T}\n",
      "{//registry.npmjs.org/:_authToken: ?${T}}"),
    Case(
      .xml,
      "<?xml version='1.0'?><!DOCTYPE p [<!ENTITY a 'b'>]>\n<a x=\"1\"><b>t &amp; u</b><c/></a>",
      "{a: {@x: '1', b: t & u, c: ~}}"),
    Case(
      .xml,
      "<plist><dict><key>K</key><string>v</string><key>T</key><true/><key>L</key><array><integer>1</integer></array></dict></plist>",
      "{plist: {dict: {K: v, T: true, L: [1]}}}"),
    Case(.xml, "<a><b></a>", nil), Case(.xml, "<a", nil), Case(.xml, "text", nil),
    Case(
      .dockerfile,
      "FROM a:1 AS b\n# c\nENV X=1 Y=\"two words\"\nENV Z old form\nARG T\nRUN one \\\n  two\n",
      "{FROM: a:1 AS b, ENV: {X: 1, Y: two words}, ENV: {Z: old form}, ARG: {T: ~}, RUN: one \\\n  two}"
    ),
    Case(
      .dockerfile, "RUN <<EOF\necho x\nEOF\nUSER u\nENV A=$B\n",
      "{RUN: <<EOF\necho x\nEOF, USER: u, ENV: {A: ?$B}}"),
  ]

  /// The deployment's scope is left out of what is expected where it is the usual one.
  private static let usual = "$schema: deploymentTemplate.json, resources: "
  private static let bicep: [Case] = [
    Case(.bicep, "", "{\(usual)[]}"),
    Case(
      .bicep,
      "@description('a\\'}')\n@secure()\nparam p string = 'x' // {\nvar v = {\n  a: [1]\n}\noutput o string = v.a\n",
      "{\(usual)[]}"),
    Case(
      .bicep, "targetScope = 'subscription'\nresource r 'A/b@2024-01-01' = {\n  name: 'x'\n}\n",
      "{$schema: subscriptionDeploymentTemplate.json, resources: [{type: 'A/b', apiVersion: '2024-01-01', name: 'x'}]}"
    ),
    Case(
      .bicep,
      "resource r 'A/b@1' = if (x == '}') {\n  name: '${p}-a' // c\n  b: true /* d */, c: -5\n  d: p.q[0]\n  'e f': null\n  g: [\n    1\n    'h'\n    i ? [1] : []\n  ]\n  j: k\n    ? l\n    : m\n  n: '''\no'p\n'''\n}\n",
      "{\(usual)[{type: 'A/b', apiVersion: '1', name: ?'${p}-a', b: true, c: -5, d: ?p.q[0], e f: ~, g: [1, 'h', ?i ? [1] : []], j: ?k\n    ? l\n    : m, n: '\no'p\n'}]}"
    ),
    Case(.bicep, "resource r 'A/b@1' existing = {\n  name: 'x'\n}\n", "{\(usual)[]}"),
    Case(
      .bicep,
      "resource r 'A/b@1' = [for (x, i) in range(0, 2): if (i > 0) {\n  name: x\n  ...more\n}]\n",
      "{\(usual)[{type: 'A/b', apiVersion: '1', name: ?x +}]}"),
    Case(
      .bicep,
      "resource r 'A/b@1' = {\n  name: 'x'\n  #disable-next-line c\n  @batchSize(1)\n  resource s 'c@2' = {\n    name: 'y'\n  }\n}\n",
      "{\(usual)[{type: 'A/b', apiVersion: '1', name: 'x'}, {type: 'A/b/c', apiVersion: '2', name: 'y'}]}"
    ),
    Case(
      .bicep, "resource r 'A/b@1' = {\n  a: [for x in y: x.z]\n  b: union({c: 1}, d)\n}\n",
      "{\(usual)[{type: 'A/b', apiVersion: '1', a: [?x.z], b: ?union({c: 1}, d)}]}"),
    Case(.bicep, "resource r 'A/b@1' = {\n", nil), Case(.bicep, "resource r 'A/b@1\n", nil),
    Case(.bicep, "resource r 'A/b@1' = {\n  a 1\n}\n", nil), Case(.bicep, "}\n", nil),
    Case(.bicep, "resource r 'A/b@1' = {\n  a:\n}\n", nil), Case(.bicep, "var a = (\n", nil),
  ]

  @Test(arguments: yaml + others + bicep)
  func documentsAreRead(of sample: Case) {
    let nodes = try? Documents.read(Array(sample.text.utf8), as: sample.format)
    #expect(nodes.map { $0.map(outline).joined(separator: " | ") } == sample.outline)
  }

  /// The text that stands where a value is said to stand.
  @Test(arguments: [
    (PostureFiles.Format.yaml, "# é\na:\n  'b c': \"x é\" # y\n", "b c", "'b c'", "\"x é\""),
    (.yaml, "a:\n  b: one\n    two\n", "b", "b", "one\n    two"),
    (.yaml, "a: {é: [1], b: 2}", "b", "b", "2"),
    (.json, "{\"é\": 1, \"b\": \"x\"}", "b", "\"b\"", "\"x\""),
    (.toml, "é = 1\nb = 'x'\n", "b", "b", "'x'"),
    (.hcl, "# é\nb = \"x\" # y\n", "b", "b", "\"x\""),
    (.hcl, "r \"t\" \"b\" { x = 1 }\n", "b", "r \"t\" \"b\"", "{ x = 1 }"),
    (.properties, "export b = x # y\n", "b", "b", "x # y"),
    (.dockerfile, "ENV a=1 b=\"x y\"\n", "b", "b", "\"x y\""),
    (.bicep, "resource r 'A/b@1' = {\n  'b': 'x é' // y\n}\n", "b", "'b'", "'x é'"),
    (.xml, "<a><b>é x</b></a>", "b", "b", "é x"),
  ])
  func placesAreBytes(
    format: PostureFiles.Format, text: String, key: String, keyText: String, value: String
  ) throws {
    let bytes = Array(text.utf8)
    func find(_ node: Node) -> Node.Member? {
      for member in node.mapping?.members ?? [] {
        if member.key == key { return member }
        if let found = find(member.value) { return found }
      }
      if case .sequence(let elements) = node.value {
        return elements.lazy.compactMap(find).first
      }
      return nil
    }
    let root = try #require(try Documents.read(bytes, as: format).first)
    let member = try #require(find(root))
    #expect(String(decoding: bytes[member.keySpan], as: UTF8.self) == keyText)
    #expect(String(decoding: bytes[member.value.span], as: UTF8.self) == value)
  }
}
