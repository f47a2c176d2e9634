import { setTimeout as sleep } from 'node:timers/promises'
import { hasInEnvironment, type LiveProcess, liveProcesses, processOf, residentBytes } from './process-table.js'

const LONGEST_WAIT_MILLISECONDS = 200
const SECOND_LOOK_MILLISECONDS = 5

/**
 * The processes that come from one: its process group and session, their children, and whatever carries its mark in the environment,
 * so that those are found too that made a session of their own and whose parents have gone. Only one that takes off the mark, its group and its
 * parents between two looks gets away.
 */
export class ProcessFamily {
  /** Start ticks by pid of those that the last look found, and their sessions: a new child may show no environment for a moment. */
  private readonly seen = new Map<number, number>()
  private readonly sessions = new Set<number>()

  /**
   * @param mark a setting of the environment, as `NAME=value`
   * @param group number of the process group; undefined: known by the mark only
   */
  constructor(
    private readonly mark: string,
    private readonly group?: number,
  ) {}

  /** Those that live now. */
  members(): LiveProcess[] {
    const all = liveProcesses().filter(({ pid }) => pid !== process.pid)
    const members = new Map(all.filter((it) => this.belongs(it)).map((it) => [it.pid, it]))
    for (let before = -1; before !== members.size;) {
      before = members.size
      for (const it of all) if (members.has(it.parent)) members.set(it.pid, it)
    }
    this.seen.clear()
    this.sessions.clear()
    const own = processOf(process.pid)?.session
    for (const { pid, startTicks, session } of members.values()) {
      this.seen.set(pid, startTicks)
      if (session !== own) this.sessions.add(session)
    }
    return [...members.values()]
  }

  /** Memory that they take together, in bytes. Pages that several share count for each. */
  residentBytes(): number {
    return this.members().reduce((sum, { pid }) => sum + residentBytes(pid), 0)
  }

  /**
   * Ends all of them: asked to, and killed when they live on.
   * @param graceMilliseconds from the one to the other
   * @returns whether none is left
   */
  async end(graceMilliseconds: number): Promise<boolean> {
    this.send('SIGTERM')
    if (await this.isGoneWithin(graceMilliseconds)) return true
    // Again and again: while some are killed, others may be born.
    for (let round = 0; round < 20; round++) {
      this.send('SIGKILL')
      if (await this.isGoneWithin(LONGEST_WAIT_MILLISECONDS)) return true
    }
    return false
  }

  private belongs(it: LiveProcess): boolean {
    return (
      it.group === this.group ||
      it.session === this.group ||
      this.sessions.has(it.session) ||
      this.seen.get(it.pid) === it.startTicks ||
      hasInEnvironment(it.pid, this.mark)
    )
  }

  private send(signal: NodeJS.Signals): void {
    for (const { pid } of this.members()) {
      try {
        process.kill(pid, signal)
      } catch {
        // It has gone by itself, or belongs to somebody else: whether any is left is looked at afterwards.
      }
    }
  }

  /** Whether two looks found nobody: one alone can miss a child that has just been made. */
  private async isGone(): Promise<boolean> {
    if (this.members().length > 0) return false
    await sleep(SECOND_LOOK_MILLISECONDS)
    return this.members().length === 0
  }

  private async isGoneWithin(milliseconds: number): Promise<boolean> {
    const until = performance.now() + milliseconds
    for (let wait = 5; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLISECONDS)) {
      if (await this.isGone()) return true
      const left = until - performance.now()
      if (left <= 0) return false
      await sleep(Math.min(wait, left))
    }
  }
}
