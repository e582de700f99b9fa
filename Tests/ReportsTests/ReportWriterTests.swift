import Model
import TestKit
import Testing

@testable import Reports

@Suite struct ReportWriterTests {
  @Test(arguments: ReportFormat.allCases)
  func sinkGetsWhatRenderGives(format: ReportFormat) throws {
    var sample = SampleReport()
    let findings = (1...600).map { sample.finding(line: $0) }
    let report = SampleReport.report(findings)
    let writer = ReportWriter(format: format)
    var chunks: [[UInt8]] = []
    try writer.write(report) { chunks.append(Array($0)) }
    #expect(chunks.count > 1)
    #expect(chunks.allSatisfy { $0.count < 1 << 17 })
    #expect(Array(chunks.joined()) == writer.render(report))
    #expect(writer.render(report) == writer.render(report))
  }

  private struct DiskFull: Error {}

  @Test(arguments: ReportFormat.allCases)
  func aFailingSinkIsNotCalledAgain(format: ReportFormat) {
    var sample = SampleReport()
    let report = SampleReport.report((1...600).map { sample.finding(line: $0) })
    var calls = 0
    #expect(throws: DiskFull.self) {
      try ReportWriter(format: format).write(report) { _ in
        calls += 1
        throw DiskFull()
      }
    }
    #expect(calls == 1)
  }
}
