/** What error codes mean: of pilots (panda-protocol.md §7.1) and, below 200, of the server (§7.2). */
const words: Readonly<Record<number, string>> = {
  100: 'lost heartbeat',
  101: 'output not moved in time',
  102: 'no reply from the pilot',
  103: 'final report not handled',
  104: 'output not moved',
  105: 'closed to be brokered again',
  130: 'fast rebrokerage',
  1008: 'general pilot error',
  1099: 'stage-in failed',
  1103: 'no such file',
  1110: 'set-up failed',
  1137: 'stage-out failed',
  1213: 'batch time limit',
  1235: 'over memory limit',
  1305: 'payload failed',
}

/** An error code in words, with the code. */
export function errorWords(code: number): string {
  if (code === 0) return 'no code given'
  return `${words[code] ?? 'unknown error'} (${code})`
}
