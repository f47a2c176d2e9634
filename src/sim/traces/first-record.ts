/** The fields of the first line that is neither blank nor a comment; empty when `head` holds none that is complete. */
export function firstRecord(head: string, comment: string): readonly string[] {
  // A line that the head cuts off would pass for a shorter record.
  const complete = head.length < 64 * 1024 ? head : head.slice(0, head.lastIndexOf('\n') + 1)
  const text = complete.startsWith('\uFEFF') ? complete.slice(1) : complete
  const line = text.split('\n').find((candidate) => candidate.trim() !== '' && !candidate.trim().startsWith(comment))
  return line === undefined ? [] : line.trim().split(/\s+/)
}
