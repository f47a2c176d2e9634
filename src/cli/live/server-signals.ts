import type { LiveServer } from '../../live/serve.js'
import { exitCodes } from '../exit-codes.js'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Closes a server decently at the first Ctrl-C or polite kill, and ends the process at once at the second. */
export class ServerSignals {
  private server: LiveServer | undefined
  private hasHeard = false

  constructor() {
    for (const signal of signals) process.on(signal, this.heard)
  }

  /** Waits until a server has ended, of itself or by a signal; one that came while it was starting counts. */
  async endOf(server: LiveServer): Promise<'closed' | 'restart'> {
    this.server = server
    if (this.hasHeard) void server.close()
    const how = await server.ended
    this.server = undefined
    return this.hasHeard ? 'closed' : how
  }

  stopListening(): void {
    for (const signal of signals) process.off(signal, this.heard)
  }

  private readonly heard = (): void => {
    if (this.hasHeard) process.exit(exitCodes.interrupted)
    this.hasHeard = true
    process.stderr.write('ailuro: closing; once more to end at once\n')
    void this.server?.close()
  }
}
