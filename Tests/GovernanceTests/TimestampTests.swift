import Testing

@testable import Governance

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("2026-01-31", 1_769_817_600), ("2000-02-29", 951_782_400),
    ("2026-01-31T12:00Z", 1_769_860_800), ("2026-01-31T12:00:30Z", 1_769_860_830),
    ("2026-01-31T12:00:30.25Z", 1_769_860_830), ("2026-01-31T13:00:00+01:00", 1_769_860_800),
    ("2026-01-31T04:00:00-0800", 1_769_860_800), ("20260131T120000Z", 1_769_860_800),
    ("20260131T1200", 1_769_860_800),
    ("2026-01-31 12:00:00", 1_769_860_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
  ])
  func readsISO8601(_ text: String, _ seconds: Int) {
    #expect(Timestamp.seconds(iso8601: text) == seconds)
  }

  @Test(arguments: [
    "", "2026", "2026-02-30", "2025-02-29", "2026-13-01", "0000-01-01", "2026-01-31T",
    "2026-01-31T24:00Z",
    "2026-01-31T12:00:00X", "2026-01-31T12:00:00+25:00", "yesterday", "2026-1-1",
    "99999-01-01",
  ])
  func refusesWhatIsNoDate(_ text: String) {
    #expect(Timestamp.seconds(iso8601: text) == nil)
  }

  @Test(
    arguments: [
      (0, 0), (1_769_860_800, 1_769_860_800), (1_769_860_800_123, 1_769_860_800),
      (253_402_300_799, 253_402_300_799), (-1, nil), (Double.infinity, nil), (1e300, nil),
      (1_769_860_800.9, 1_769_860_800), (Double.nan, nil),
    ] as [(Double, Int?)])
  func readsNumbers(_ value: Double, _ seconds: Int?) {
    #expect(Timestamp.seconds(numeric: value) == seconds)
  }
}
