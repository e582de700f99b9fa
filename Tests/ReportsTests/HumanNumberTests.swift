import Testing

@testable import Reports

@Suite struct HumanNumberTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1234, "-1,234"),
  ])
  func grouping(number: Int, expected: String) {
    #expect(HumanNumber.grouped(number) == expected)
  }

  @Test(arguments: [
    (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (1049, "1.0 kB"),
    (1050, "1.1 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"), (5_600_000, "5.6 MB"),
    (1_300_000_000, "1.3 GB"), (2_345_678_000_000, "2,345.7 GB"), (Int.max, "9,223,372,036.9 GB"),
  ])
  func sizes(bytes: Int, expected: String) {
    #expect(HumanNumber.size(bytes) == expected)
  }

  @Test(arguments: [
    (0, "0 s"), (119, "119 s"), (900, "15 min"), (3600, "1 h"), (5400, "90 min"), (43_200, "12 h"),
    (172_800, "2 days"), (7_776_000, "90 days"), (31_536_000, "365 days"), (94_608_000, "3 years"),
  ])
  func durations(seconds: Int, text: String) {
    #expect(HumanNumber.duration(seconds) == text)
  }
}
