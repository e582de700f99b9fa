internal import Glibc
internal import Model

/// Reads descriptors into windows for a consumer. Each worker has its own, with buffers that are used again and again.
///
/// What fits into one window comes as one; more comes in overlapping windows. Bytes are handed over where they were
/// read, except UTF-16 and UTF-32, which are transcoded into a second buffer. The holes of sparse files are jumped over:
/// the next window's offset says how far, and the window before a hole owns all its bytes, since nothing goes on in one.
// Safety (all raw pointers here): the buffers belong to the object from `init` to `deinit`, `filled` and `held` never
// exceed their size, and consumers may use a window's bytes only during the call that hands them over.
final class BlobReader {
  /// How a read ended.
  struct Outcome {
    /// Bytes read from the descriptor.
    var bytes = 0
    /// Why not all was read; nil where all was.
    var failure: Failure?
  }

  enum Failure: Equatable {
    case system(SystemError)
    /// It went on past the limit although it was smaller when opened.
    case overLimit
    /// The scan is being stopped.
    case cancelled
    /// A child stopped writing before the expected size.
    case cutOff
  }

  /// What to read and how.
  struct Request {
    var descriptor: Int32
    /// Bytes by `fstat`, where that says something.
    var expectedSize: Int?
    /// Bytes; reading stops there.
    var limit = Int.max
    /// Look for holes: the file system holds fewer bytes than the size says. Not together with `expectedSize`.
    var mayHaveHoles = false
    /// It may have nothing yet (a pipe, a terminal): wait, but not in a read, which nothing could end.
    var waits = false
    /// Reads `expectedSize` bytes of this instead of the descriptor.
    var childOutput: ChildOutput?
    /// Reads this instead of the descriptor.
    var text: UnsafeRawBufferPointer?
  }

  /// How often a wait looks whether it is to end; milliseconds.
  private static let patience: Int32 = 100

  /// Where lines are longer a window begins anywhere in one; bytes.
  private static let longestLine = 64 << 10

  private let windowSize: Int
  private let overlap: Int
  private let raw: UnsafeMutableRawBufferPointer
  /// For transcoded text; made when first needed.
  private var text: UnsafeMutableRawBufferPointer?
  private let cancellation: Cancellation
  private let progress: Progress?

  init(
    cancellation: Cancellation, progress: Progress?, windowSize: Int = 4 << 20,
    overlap: Int = 128 << 10
  ) {
    self.cancellation = cancellation
    self.progress = progress
    // The sample must fit, and each window must own something and leave room for a transcoded scalar.
    self.windowSize = max(windowSize, EncodingSniffer.sampleSize)
    self.overlap = min(overlap, self.windowSize / 2)
    raw = .allocate(byteCount: self.windowSize, alignment: 4096)
  }

  deinit {
    raw.deallocate()
    text?.deallocate()
  }

  /// Reads all that the request names and hands it over as `blob`, whose encoding is found out here.
  ///
  /// Where already the first read fails the consumer hears nothing.
  func read<Consumer: BlobConsumer>(
    _ request: Request, as blob: Blob, to consumer: inout Consumer
  ) -> Outcome {
    var run = Run(request: request)
    fill(&run)
    if run.failure != nil, run.filled == 0 { return run.outcome }
    let sniffed = EncodingSniffer.sniff(UnsafeRawBufferPointer(rebasing: raw[..<run.filled]))
    var blob = blob
    blob.encoding = sniffed.encoding
    progress?.addFile()
    consumer.begin(blob)
    if let transcoder = Transcoder(sniffed.encoding) {
      transcode(&run, transcoder, skip: sniffed.skip, to: &consumer)
    } else if request.mayHaveHoles {
      handOverExtents(&run, to: &consumer)
    } else {
      handOver(&run, to: &consumer)
    }
    consumer.end(readWhole: run.failure == nil)
    return run.outcome
  }

  /// Hands over a text that is in memory already, where it lies if it fits into one window.
  func read<Consumer: BlobConsumer>(
    _ text: UnsafeRawBufferPointer, as blob: Blob, to consumer: inout Consumer
  ) -> Outcome {
    let sniffed = EncodingSniffer.sniff(text)
    guard text.count <= windowSize, Transcoder(sniffed.encoding) == nil else {
      var request = Request(descriptor: -1, expectedSize: text.count)
      request.text = text
      return read(request, as: blob, to: &consumer)
    }
    var blob = blob
    blob.encoding = sniffed.encoding
    progress?.addFile()
    progress?.add(bytes: text.count)
    consumer.begin(blob)
    if !text.isEmpty {
      consumer.take(BlobWindow(bytes: text, offset: 0, owned: text.count, mayContinue: false))
    }
    consumer.end(readWhole: true)
    return Outcome(bytes: text.count)
  }

  /// The state of one read.
  private struct Run {
    let request: Request
    /// Bytes in the raw buffer.
    var filled = 0
    var total = 0
    var isAtEnd = false
    var failure: Failure?

    var outcome: Outcome { Outcome(bytes: total, failure: failure) }
  }

  /// Reads until the raw buffer (up to `end`) is full, the input ends, or something goes wrong; the latter two set
  /// `isAtEnd`.
  private func fill(_ run: inout Run, upTo end: Int? = nil) {
    if let output = run.request.childOutput { return fill(&run, from: output) }
    if let text = run.request.text { return fill(&run, from: text) }
    let end = end ?? windowSize
    while !run.isAtEnd, run.filled < end {
      if run.request.waits, !waitForInput(run.request.descriptor) {
        run.failure = .cancelled
        run.isAtEnd = true
        return
      }
      let count: Int
      do throws(SystemError) {
        count = try SystemCalls.read(
          run.request.descriptor, into: .init(rebasing: raw[run.filled..<end]),
          isStopped: { cancellation.isCancelled })
      } catch {
        // Another reader of the same pipe was quicker.
        if run.request.waits, error.code == EAGAIN { continue }
        run.failure = .system(error)
        run.isAtEnd = true
        return
      }
      if count == 0 {
        run.isAtEnd = true
        if cancellation.isCancelled { run.failure = .cancelled }
        return
      }
      progress?.add(bytes: count)
      run.filled += count
      run.total += count
      if run.total == run.request.expectedSize {
        // Saves the read that would only say that nothing follows; what is appended this moment came too late.
        run.isAtEnd = true
      } else if run.total > run.request.limit {
        run.failure = .overLimit
        run.isAtEnd = true
      }
    }
  }

  /// Waits until there is something to read, the end and errors included; false where the scan is being stopped.
  private func waitForInput(_ descriptor: Int32) -> Bool {
    // A poll would pass over what is no descriptor; the read says what is wrong with it.
    if descriptor < 0 { return true }
    while !cancellation.isCancelled {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&wanted, 1, BlobReader.patience) > 0 { return true }
    }
    return false
  }

  private func fill(_ run: inout Run, from output: ChildOutput) {
    let expected = run.request.expectedSize ?? 0
    while run.total < expected, run.filled < windowSize {
      let end = min(windowSize, run.filled + expected - run.total)
      let count = output.read(into: .init(rebasing: raw[run.filled..<end]))
      if count == 0 {
        run.failure = cancellation.isCancelled ? .cancelled : .cutOff
        run.isAtEnd = true
        return
      }
      progress?.add(bytes: count)
      run.filled += count
      run.total += count
    }
    if run.total == expected { run.isAtEnd = true }
  }

  private func fill(_ run: inout Run, from text: UnsafeRawBufferPointer) {
    let count = min(windowSize - run.filled, text.count - run.total)
    // Safety: `count` is what is left of both, and the text outlives the call.
    if count > 0, let target = raw.baseAddress, let source = text.baseAddress {
      memcpy(target + run.filled, source + run.total, count)
    }
    progress?.add(bytes: count)
    run.filled += count
    run.total += count
    if run.total == text.count { run.isAtEnd = true }
  }

  /// Windows straight from the raw buffer.
  private func handOver<Consumer: BlobConsumer>(_ run: inout Run, to consumer: inout Consumer) {
    var offset = 0
    while true {
      if run.isAtEnd {
        if run.filled > 0 { take(raw, run.filled, offset: offset, isLast: true, &consumer) }
        return
      }
      take(raw, run.filled, offset: offset, isLast: false, &consumer)
      offset += keepOverlap(in: raw, &run.filled)
      if stops(&run) { return }
      fill(&run)
    }
  }

  /// Windows of transcoded text.
  private func transcode<Consumer: BlobConsumer>(
    _ run: inout Run, _ transcoder: Transcoder, skip: Int, to consumer: inout Consumer
  ) {
    let text = text ?? .allocate(byteCount: windowSize, alignment: 4096)
    self.text = text
    var offset = 0
    var held = 0
    var start = skip
    while true {
      let step = transcoder.transcode(
        UnsafeRawBufferPointer(rebasing: raw[start..<run.filled]),
        into: .init(rebasing: text[held...]), isLast: run.isAtEnd)
      start += step.consumed
      held += step.produced
      if run.isAtEnd, start == run.filled {
        if held > 0 { take(text, held, offset: offset, isLast: true, &consumer) }
        return
      }
      if held + 4 > windowSize {
        take(text, held, offset: offset, isLast: false, &consumer)
        offset += keepOverlap(in: text, &held)
        if stops(&run) { return }
      } else {
        moveToFront(of: raw, start..<run.filled)
        run.filled -= start
        start = 0
        fill(&run)
      }
    }
  }

  /// Windows of a sparse file: its data only, each extent at its offset.
  private func handOverExtents<Consumer: BlobConsumer>(
    _ run: inout Run, to consumer: inout Consumer
  ) {
    // What was read for the sample may be a hole's zeros; counted anew.
    progress?.add(bytes: -run.total)
    run.total = 0
    run.failure = nil
    var position = 0
    while let extent = SparseExtents.next(run.request.descriptor, from: position) {
      position = extent.upperBound
      guard lseek(run.request.descriptor, off_t(extent.lowerBound), SEEK_SET) >= 0 else {
        run.failure = .system(.last)
        return
      }
      var offset = extent.lowerBound
      var left = extent.count
      run.filled = 0
      run.isAtEnd = false
      while left > 0, !run.isAtEnd {
        let before = run.filled
        fill(&run, upTo: min(windowSize, run.filled + left))
        left -= run.filled - before
        if run.failure == nil, left > 0, !run.isAtEnd {
          take(raw, run.filled, offset: offset, isLast: false, &consumer)
          offset += keepOverlap(in: raw, &run.filled)
        }
        if stops(&run) { break }
      }
      if run.filled > 0, run.failure != .cancelled {
        take(raw, run.filled, offset: offset, isLast: true, mayContinue: true, &consumer)
      }
      if run.failure != nil { return }
    }
  }

  private func take<Consumer: BlobConsumer>(
    _ buffer: UnsafeMutableRawBufferPointer, _ count: Int, offset: Int, isLast: Bool,
    mayContinue: Bool = false, _ consumer: inout Consumer
  ) {
    consumer.take(
      BlobWindow(
        bytes: UnsafeRawBufferPointer(rebasing: buffer[..<count]), offset: offset,
        owned: isLast ? count : border(in: buffer, count), mayContinue: mayContinue || !isLast))
  }

  /// Moves the bytes that the last window did not own to the front; returns how far.
  private func keepOverlap(in buffer: UnsafeMutableRawBufferPointer, _ filled: inout Int) -> Int {
    let step = border(in: buffer, filled)
    moveToFront(of: buffer, step..<filled)
    filled -= step
    return step
  }

  /// Where the next window begins: at a line's start where lines are of usual length, so that no name and no comment
  /// is cut from its value.
  private func border(in buffer: UnsafeMutableRawBufferPointer, _ count: Int) -> Int {
    let latest = count - overlap
    let earliest = max(latest / 2, latest - BlobReader.longestLine)
    var border = latest
    while border > earliest {
      if buffer[border - 1] == 0x0A { return border }
      border -= 1
    }
    return latest
  }

  private func moveToFront(of buffer: UnsafeMutableRawBufferPointer, _ range: Range<Int>) {
    guard !range.isEmpty, range.lowerBound > 0, let base = buffer.baseAddress else { return }
    memmove(base, base + range.lowerBound, range.count)
  }

  /// Whether the scan is to stop; then the run has failed.
  private func stops(_ run: inout Run) -> Bool {
    guard cancellation.isCancelled else { return false }
    run.failure = .cancelled
    run.isAtEnd = true
    return true
  }
}

/// Where a sparse file has data.
enum SparseExtents {
  // Linux's numbers; its C library hides the names behind _GNU_SOURCE.
  private static let seekData: Int32 = 3
  private static let seekHole: Int32 = 4

  /// The next run of data at or behind `position`, nil where none follows. Where the file system cannot tell, all is
  /// data.
  static func next(_ descriptor: Int32, from position: Int) -> Range<Int>? {
    let start = lseek(descriptor, off_t(position), seekData)
    if start < 0 {
      guard errno != ENXIO, position == 0 else { return nil }
      let end = lseek(descriptor, 0, SEEK_END)
      return end > 0 ? 0..<Int(end) : nil
    }
    let end = lseek(descriptor, start, seekHole)
    guard end > start else { return nil }
    return Int(start)..<Int(end)
  }

  /// How many bytes of data the file has.
  static func count(_ descriptor: Int32) -> Int {
    var count = 0
    var position = 0
    while let extent = next(descriptor, from: position) {
      count += extent.count
      position = extent.upperBound
    }
    return count
  }
}
