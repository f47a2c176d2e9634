const cleanUps: (() => void)[] = []

/**
 * Has something put in order when the command is ended by Ctrl-C or a polite kill, so that nothing half-written stays.
 * @param cleanUp synchronous, and safe at any time
 */
export function whenInterrupted(cleanUp: () => void): void {
  if (cleanUps.length === 0) {
    process.once('SIGINT', () => end(130))
    process.once('SIGTERM', () => end(143))
  }
  cleanUps.push(cleanUp)
}

function end(code: number): void {
  for (const cleanUp of cleanUps) cleanUp()
  process.stderr.write('ailuro: interrupted\n')
  process.exit(code)
}
