/// The project's own cases of gitignore's rules.
enum IgnoreTable {
  static let cases: [IgnoreCase] = [
    one(
      "a name without slash at any depth", "*.pem\n", yes: ["k.pem", "a/b/k.pem", ".pem"],
      no: ["k.pem.txt"]),
    one("slash first: here only", "/dist\n", yes: ["dist/f"], no: ["a/dist/f", "dist2"]),
    one("slash inside: here only", "conf/local\n", yes: ["conf/local"], no: ["x/conf/local"]),
    one("slash last: directories", "tmp/\n", yes: ["tmp/f", "a/tmp/f"], no: ["b/tmp"]),
    one("a later line wins", "*.k\n!good.k\n", yes: ["bad.k"], no: ["good.k", "d/good.k"]),
    one("order decides, not precision", "!s\ns\n", yes: ["s"], no: []),
    one(
      "nothing comes back below an ignored directory", "d/\n!d/keep\n", yes: ["d/keep", "d/x"],
      no: []),
    one("but through d/* it does", "d/*\n!d/keep/\n", yes: ["d/x", "d/no/f"], no: ["d/keep/f"]),
    one("all but one kind", "*\n!*/\n!*.c\n", yes: ["a", "d/e/b.h"], no: ["a.c", "d/e/b.c"]),
    one("two stars first", "**/x/y\n", yes: ["x/y", "a/b/x/y"], no: ["x/a/y"]),
    one("two stars last", "top/**\n", yes: ["top/a", "top/b/c"], no: ["a/top/b"]),
    one("two stars between", "l/**/r\n", yes: ["l/r", "l/m/r", "l/m/n/r"], no: ["a/l/r"]),
    one("three stars between", "l/***/r\n", yes: ["l/r", "l/m/n/r"], no: ["lr"]),
    one("two stars inside a name are one", "p**q\n", yes: ["pq", "d/p--q"], no: ["p/q"]),
    one("a star stays in its component", "u/*/v\n", yes: ["u/1/v", "u/.h/v"], no: ["u/1/2/v"]),
    one("question mark", "t?t\n", yes: ["tat"], no: ["tt", "t/t", "taat"]),
    one("class and range", "n[0-4x]\n", yes: ["n0", "nx"], no: ["n5", "n"]),
    one("class negated both ways", "a[!0-9]\nb[^0-9]\n", yes: ["ax", "bx"], no: ["a1", "b1"]),
    one("named class", "v[[:upper:][:digit:]]\n", yes: ["vA", "v7"], no: ["va"]),
    one("unknown named class", "v[[:nothing:]]\n", yes: [], no: ["vn", "v:"]),
    one("bracket first in a class", "c[]-]\n", yes: ["c]", "c-"], no: ["c["]),
    one("escaped in a class", "c[\\]\\\\]\n", yes: ["c]", "c\\"], no: ["c["]),
    one("open class", "o[ab\n", yes: [], no: ["oa", "o[ab"]),
    one("range the wrong way round", "o[9-0]\n", yes: ["o9"], no: ["o5", "o0"]),
    one("a class never takes a slash", "m[/]n\nm[^a]n\n", yes: ["m-n"], no: ["m/n"]),
    one("comment and escaped hash", "#c\n\\#d\n", yes: ["#d"], no: ["#c"]),
    one("escaped exclamation mark", "\\!e\n", yes: ["!e"], no: ["e"]),
    one("escaped star", "f\\*\n", yes: ["f*"], no: ["fg"]),
    one("backslash last", "g\\\n", yes: [], no: ["g", "g\\"]),
    one("spaces last go, escaped ones stay", "h  \ni\\ \n", yes: ["h", "i "], no: ["h  ", "i"]),
    one("tab last and space first stay", "j\t\n k\n", yes: ["j\t", " k"], no: ["j", "k"]),
    one("CRLF and no line end", "*.l\r\n*.m", yes: ["a.l", "a.m"], no: ["a.l\r"]),
    one("byte order mark", "\u{FEFF}n\n", yes: ["n"], no: ["o"]),
    one("not ASCII", "*.größe\n", yes: ["a.größe"], no: ["a.gr"]),
    one("never match", "/\nx//y\n./z\n../w\n", yes: [], no: ["x/y", "z", "w"]),
    one(
      "hostile", "*a*a*a*a*a*a*a*a*b\n", yes: ["aaaaaaaab"],
      no: [String(repeating: "a", count: 200)]),
    IgnoreCase(
      name: "a deeper file wins", files: [".gitignore": "*.q\n", "s/.gitignore": "!in.q\n/r\n"],
      paths: [
        "a.q": true, "s/in.q": false, "s/t/in.q": false, "s/out.q": true, "s/r": true, "r": false,
      ]),
    IgnoreCase(
      name: "exclude and excludesFile come first",
      files: [
        ".git/GLOBAL": "*.g\n", ".git/info/exclude": "!x.g\n*.e\n", ".gitignore": "!y.e\n!y.g\n",
      ],
      paths: ["a.g": true, "x.g": false, "y.g": false, "a.e": true, "y.e": false]),
    IgnoreCase(
      name: "a linked .gitignore is not read", files: ["rules": "*.s\n", ".gitignore->": "rules"],
      paths: ["a.s": false]),
  ]

  private static func one(
    _ name: String, _ text: String, yes: [String], no: [String]
  ) -> IgnoreCase {
    let ignored = yes.map { ($0, true) }
    let kept = no.map { ($0, false) }
    return IgnoreCase(
      name: name, files: [".gitignore": text],
      paths: Dictionary(ignored + kept, uniquingKeysWith: { first, _ in first }))
  }
}
