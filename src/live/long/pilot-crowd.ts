import { type ChildProcess, fork } from 'node:child_process'
import type { Draws } from './draws.js'
import { killAtExit } from './left-behind.js'
import type { PilotsPlan } from './pilots-worker.js'

/** How many pilots there are, and in how many processes. */
export interface CrowdSize {
  readonly whole: number
  readonly hollow: number
}

interface Member {
  readonly plan: PilotsPlan
  child: ChildProcess
  ended: Promise<void>
  kills: number
}

/** Pilots in one process. */
const PILOTS_IN_PROCESS = { whole: 15, hollow: 100 }

/** Hundreds of pilots in a few processes, which are killed now and then and started again. */
export class PilotCrowd {
  readonly faults: string[] = []
  private readonly members: Member[] = []
  private isEnding = false

  constructor(common: Pick<PilotsPlan, 'url' | 'token' | 'folder' | 'notes' | 'wire'>, { whole, hollow }: CrowdSize) {
    for (const [count, isWhole] of [
      [whole, true],
      [hollow, false],
    ] as const) {
      const most = isWhole ? PILOTS_IN_PROCESS.whole : PILOTS_IN_PROCESS.hollow
      for (let first = 0; first < count; first += most) {
        const name = `${isWhole ? 'whole' : 'hollow'}-${first}`
        const plan = { ...common, isWhole, pilots: Math.min(most, count - first), name }
        this.members.push(this.begin({ plan, kills: 0 }))
      }
    }
  }

  /** Kills one of the processes with all its pilots and starts it again. Whole pilots have the same names and folders then. */
  async killOne(draws: Draws): Promise<void> {
    const member = this.members[draws.below(this.members.length)]
    member.kills++
    member.child.kill('SIGKILL')
    await member.ended
    Object.assign(member, this.begin(member))
  }

  /** Asks all to end, and waits for it. */
  async end(): Promise<void> {
    this.isEnding = true
    for (const { child } of this.members) child.kill('SIGTERM')
    await Promise.all(this.members.map(({ ended }) => ended))
  }

  private begin({ plan, kills }: Pick<Member, 'plan' | 'kills'>): Member {
    // What hollow pilots were doing is lost with them: others come in their place, which must not go on with it.
    const name = plan.isWhole ? plan.name : `${plan.name}.${kills}`
    const child = fork(new URL('./pilots-worker.js', import.meta.url), [JSON.stringify({ ...plan, name })], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    killAtExit(child)
    const ended = new Promise<void>((resolve) =>
      child.once('exit', (code, signal) => {
        const isDecent = signal === 'SIGKILL' || (this.isEnding && code === 0)
        if (!isDecent) this.faults.push(`pilots ${name} ended by themselves: ${String(code ?? signal)}`)
        resolve()
      }),
    )
    return { plan, kills, child, ended }
  }
}
