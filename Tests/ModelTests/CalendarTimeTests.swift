import Foundation
import Model
import TestKit
import Testing

@Suite struct CalendarTimeTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1970-01-01T00:00:01Z", 1), ("2000-02-29T12:00:00Z", 951_825_600),
    ("2026-11-25T18:00:00+02:00", 1_795_622_400), ("2026-11-25T18:00:00.123Z", 1_795_629_600),
    ("1969-12-31T23:59:59Z", -1), ("9999-12-31T23:59:59Z", 253_402_300_799),
  ])
  func textIsRead(text: String, seconds: Int) {
    #expect(CalendarTime.seconds(of: text) == seconds)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2026-1-01", "2026-01-01T", "2026-01-01T25:00:00Z",
    "2026-01-01T00:00:00+2", "2026/01/01", "٢٠٢٦-01-01", "2026-01-01T00:00:00Zz",
  ])
  func otherTextIsNot(text: String) { #expect(CalendarTime.seconds(of: text) == nil) }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func textGivesBackItsSeconds(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let seconds = Int(random.next() % 315_569_520_000) - 62_167_219_200
    let text = CalendarTime.text(ofSeconds: seconds)
    #expect(CalendarTime.seconds(of: text) == seconds, "seed \(seed): \(text)")
    let known = Date(timeIntervalSince1970: TimeInterval(seconds)).ISO8601Format()
    // Foundation changes to the Julian calendar before 1582.
    if seconds > -12_219_292_800 { #expect(text == known, "seed \(seed)") }
  }

  @Test func timesOutsideAreClamped() {
    #expect(CalendarTime.text(ofSeconds: .max) == "9999-12-31T23:59:59Z")
    #expect(CalendarTime.text(ofSeconds: .min) == "0000-01-01T00:00:00Z")
  }
}
