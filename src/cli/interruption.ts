const cleanUps: (() => void)[] = []

/**
 * Has something put in order when the command is ended by Ctrl-C or a polite kill, so that nothing half-written stays.
 * @param cleanUp synchronous, and safe at any time
 */
export function whenInterrupted(cleanUp: () => void): void {
  if (cleanUps.length === 0) {
    // Heard to the end: without a listener a second signal would cut the putting in order short.
    process.on('SIGINT', () => end(130))
    process.on('SIGTERM', () => end(143))
  }
  cleanUps.push(cleanUp)
}

function end(code: number): void {
  for (const cleanUp of cleanUps) cleanUp()
  process.stderr.write('ailuro: interrupted\n')
  process.exit(code)
}
