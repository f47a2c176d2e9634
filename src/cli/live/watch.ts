import { setTimeout as sleep } from 'node:timers/promises'

const PERIOD_MILLISECONDS = 2_000
const clearScreen = '\u001b[H\u001b[2J\u001b[3J'

/** Shows something once, or again and again until Ctrl-C, on a terminal each time in the place of the last. */
export async function repeatedly(isAgain: boolean, show: () => Promise<void>): Promise<void> {
  const isTerminal = process.stdout.isTTY && process.env['TERM'] !== 'dumb'
  for (;;) {
    if (isAgain && isTerminal) process.stdout.write(clearScreen)
    await show()
    if (!isAgain) return
    await sleep(PERIOD_MILLISECONDS)
  }
}
