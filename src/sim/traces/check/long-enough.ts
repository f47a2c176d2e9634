/** Fewer records, or a shorter log, tell nothing of rates, load edges, gaps, limits and days of rest. */
export const fewestRecords = 50
export const shortestSeconds = 3 * 3600

/** Whether so many records over such a span make a time course that can be judged; the limits are ours. */
export function isLongEnough(records: number, spanSeconds: number): boolean {
  return records >= fewestRecords && spanSeconds >= shortestSeconds
}
