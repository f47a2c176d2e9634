import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../api/client.js'
import type { WireName } from '../faults/wires.js'
import { quietPort } from '../testing/quiet-port.js'
import { type Draws, drawsOf } from './draws.js'
import { examineStore } from './examine-store.js'
import { glance } from './glance.js'
import { diskFolder, memoryFolder } from './left-behind.js'
import { readNotes } from './notes.js'
import { type CrowdSize, PilotCrowd } from './pilot-crowd.js'
import { peopleAt } from './people-at.js'
import { type Life, ServerLives } from './server-lives.js'
import type { ServerPlan } from './server-worker.js'
import { STORE_FAILED } from './exit-codes.js'
import type { PreparedStore, StoreKind } from './store-kinds.js'
import { aliveJobs, Submitter, type SubmitterLoad } from './submitter.js'

/** What a campaign is to be. */
export interface CampaignPlan {
  readonly kind: StoreKind
  readonly kills: number
  readonly seed: string
  readonly crowd: CrowdSize
  /** How people and hollow pilots speak to the server. */
  readonly wire: WireName
  /** Default: as many as a server bears. */
  readonly load?: SubmitterLoad
  /** Hears how far it is. */
  readonly tell: (words: string) => void
}

/** What a campaign did and found. */
export interface CampaignCounts {
  readonly store: string
  readonly wire: WireName
  /** Of the server, by SIGKILL. */
  readonly kills: number
  /** Of these, while it was starting. */
  readonly killsAtStart: number
  /** What was done to the store under a living server, which then ended by itself, by kind. */
  readonly hurts: Readonly<Record<string, number>>
  readonly pilotProcessKills: number
  readonly restarts: number
  readonly glances: number
  readonly tasks: number
  readonly tasksKilled: number
  readonly jobs: number
  readonly payloadStarts: number
  /** Of these, those that were processes. */
  readonly wholeStarts: number
  readonly reportsAcknowledged: number
  readonly repeatedGetJobs: number
  /** Pilots that were told to end their job, and what was done beside, by kind. */
  readonly commandsHeard: number
  readonly more: Readonly<Record<string, number>>
  readonly facts: number
  readonly seconds: number
  readonly faults: readonly string[]
}

/** Of a hundred lives, those that are ended while they start, those of the others that their store ends, and those after which pilots are killed too. */
const AT_START_PERCENT = 12
const HURT_PERCENT = 30
const PILOTS_PERCENT = 8
const usualLoad: SubmitterLoad = { submitters: 4, mostAlive: 1500 }
const PROGRESS_RESTARTS = 20
/** A server must have started, stopped by itself or done all its work within so much. */
const START_MILLISECONDS = 120_000
const DRAIN_MILLISECONDS = 300_000

/** Kills a server on one kind of store again and again under load, and then looks whether anything was lost. */
export async function campaign(plan: CampaignPlan): Promise<CampaignCounts> {
  const folder = diskFolder('ailuro-long-')
  const pilots = memoryFolder('ailuro-long-pilots-')
  let store: PreparedStore | undefined
  try {
    store = await plan.kind.prepare(folder.path)
    return await new Campaign(plan, store, folder.path, pilots.path).run()
  } finally {
    await store?.end()
    folder.remove()
    pilots.remove()
  }
}

class Campaign {
  private readonly draws: Draws
  private readonly lives = new ServerLives()
  private readonly faults: string[] = []
  private readonly notes: string
  private readonly hurts: Record<string, number> = {}
  private readonly counts = { kills: 0, killsAtStart: 0, pilotProcessKills: 0, restarts: 0, glances: 0 }

  constructor(
    private readonly plan: CampaignPlan,
    private readonly store: PreparedStore,
    private readonly folder: string,
    private readonly pilots: string,
  ) {
    this.draws = drawsOf(`${plan.seed} ${plan.kind.name}`)
    this.notes = join(folder, 'notes')
  }

  async run(): Promise<CampaignCounts> {
    const began = performance.now()
    await writeFile(this.notes, '')
    await mkdir(join(this.folder, 'server'))
    const server = { folder: join(this.folder, 'server'), store: this.store.place, port: await quietPort() }
    let life: Life | undefined
    let crowd: PilotCrowd | undefined
    try {
      life = await this.firstLife(server)
      const url = `http://127.0.0.1:${server.port}`
      const token = async (name: string): Promise<string> => (await readFile(join(server.folder, name), 'utf8')).trim()
      const admin = new Client({ url, token: await token('admin-token'), tries: 1 })
      const { wire, load = usualLoad, seed } = this.plan
      const common = { url, token: await token('pilot-token'), folder: this.pilots, notes: this.notes, wire }
      crowd = new PilotCrowd(common, this.plan.crowd)
      const { notes } = this
      const people = peopleAt(wire, { url, token: await token('admin-token'), admin, notes, seed })
      const submitter = new Submitter(people, admin, drawsOf(`${seed} tasks`), load)
      life = await this.killOn(server, life, { submitter, crowd })
      await submitter.end()
      this.plan.tell(`${this.plan.kind.name}: the last kill is made; work comes to its end`)
      await this.drain(admin)
      this.faults.push(...(await people.look('all')))
      admin.close()
      await crowd.end()
      life.signal('SIGTERM')
      const { code, words } = await life.ended
      if (code !== 0) this.faults.push(`the last server ended with code ${String(code)}: ${words}`)
      return await this.examine(submitter, crowd, (performance.now() - began) / 1000)
    } finally {
      await life?.kill()
      await this.lives.end()
      await crowd?.end()
    }
  }

  /** Kills the very first server while it makes its store, and gets one that serves. */
  private async firstLife(server: ServerPlan): Promise<Life> {
    for (let kill = 0; kill < Math.min(5, this.plan.kills / 10); kill++) {
      const life = await this.lives.begin(server)
      await sleep(this.draws.between(0, 300))
      await life.kill()
      this.counts.kills++
      this.counts.killsAtStart++
    }
    return this.nextLife(server)
  }

  /** A server that serves. One that gives up, since its database is away, is tried again. */
  private async nextLife(server: ServerPlan): Promise<Life> {
    const until = performance.now() + START_MILLISECONDS
    for (;;) {
      const life = await this.lives.begin(server)
      const url = await Promise.race([life.ready, sleep(START_MILLISECONDS, 'late', { ref: false })])
      if (url !== undefined && url !== 'late') return life
      const { code, words } = await life.kill()
      if (performance.now() > until) throw new Error(`the server does not start again: ${String(code)} ${words}`)
      if (code !== 1 || this.plan.kind.name === 'SQLite')
        this.faults.push(`a server did not start: ${String(code)} ${words}`)
      await sleep(100)
    }
  }

  private async killOn(server: ServerPlan, first: Life, load: Load): Promise<Life> {
    const { plan, draws, counts } = this
    let life = first
    while (counts.kills < plan.kills) {
      if (draws.percent(AT_START_PERCENT)) {
        await life.kill()
        const begun = await this.lives.begin(server)
        await sleep(draws.between(0, 400))
        await begun.kill()
        counts.kills += 2
        counts.killsAtStart++
      } else {
        const glancing = this.glance(load, life)
        await sleep(draws.between(50, 1500))
        await this.end(life)
        await glancing
      }
      if (draws.percent(PILOTS_PERCENT)) {
        await load.crowd.killOne(draws)
        counts.pilotProcessKills++
      }
      life = await this.nextLife(server)
      counts.restarts++
      if (counts.restarts % PROGRESS_RESTARTS === 0) this.progress(load)
    }
    await this.glance(load, life)
    return life
  }

  /** Kills a server, or takes its store away, of which it must die by itself. */
  private async end(life: Life): Promise<void> {
    const { draws, hurts, store, faults } = this
    if (life.hasEnded()) {
      const { code, signal, words } = await life.ended
      faults.push(`a server ended by itself: ${String(code ?? signal)} ${words}`)
      return
    }
    const names = Object.keys(store.hurts)
    if (names.length === 0 || !draws.percent(HURT_PERCENT)) {
      await life.kill()
      this.counts.kills++
      return
    }
    const name = names[draws.below(names.length)]
    hurts[name] = (hurts[name] ?? 0) + 1
    await store.hurts[name]()
    const end = await Promise.race([life.ended, sleep(START_MILLISECONDS, undefined, { ref: false })])
    if (end === undefined) faults.push(`${name}: the server lived on`)
    else if (end.code !== STORE_FAILED) faults.push(`${name}: the server ended with ${String(end.code)}: ${end.words}`)
    await life.kill()
  }

  /** Looks, as far as the server lives, whether what was promised last is there. */
  private async glance({ submitter }: Load, life: Life): Promise<void> {
    const faults = await glance(submitter, this.notes)
    if (faults === undefined && life.hasEnded()) return
    this.counts.glances++
    this.faults.push(...(faults ?? []))
  }

  private progress({ submitter, crowd }: Load): void {
    const { kills } = this.counts
    const { starts } = readNotes(this.notes)
    const faults = this.faults.length + submitter.faults.length + crowd.faults.length
    const { kind, tell } = this.plan
    tell(
      `${kind.name}: ${kills} of ${this.plan.kills} kills, ${submitter.acknowledged.length} tasks, ${starts.length} payloads, ${faults} faults`,
    )
  }

  /** Waits until all work has ended. */
  private async drain(admin: Client): Promise<void> {
    const until = performance.now() + DRAIN_MILLISECONDS
    for (;;) {
      const left = await aliveJobs(admin)
      if (left === 0) return
      if (performance.now() > until) {
        this.faults.push(`${left} jobs do not come to their end: ${await whyWaiting(admin)}`)
        return
      }
      await sleep(500)
    }
  }

  private async examine(submitter: Submitter, crowd: PilotCrowd, seconds: number): Promise<CampaignCounts> {
    const { acknowledged, killed, people } = submitter
    const notes = readNotes(this.notes)
    const found = await examineStore(this.store.place, { acknowledged, killed, notes, others: people.promises })
    return {
      store: this.plan.kind.name,
      wire: this.plan.wire,
      ...this.counts,
      hurts: this.hurts,
      tasks: found.tasks,
      tasksKilled: killed.size,
      jobs: found.jobs,
      payloadStarts: notes.starts.length,
      wholeStarts: notes.starts.filter(({ isProcess }) => isProcess).length,
      reportsAcknowledged: notes.endings.length,
      repeatedGetJobs: notes.repeated,
      commandsHeard: notes.commands.filter(({ isToEnd }) => isToEnd).length,
      more: people.counts,
      facts: found.facts,
      seconds: Math.round(seconds),
      faults: [...this.faults, ...submitter.faults, ...crowd.faults, ...found.faults],
    }
  }
}

/** What the server says of the task that has waited longest. */
async function whyWaiting(admin: Client): Promise<string> {
  const { items } = await admin.call('GET /tasks', { query: { standing: 'alive', limit: 1000 } })
  const { task } = items[items.length - 1]
  const told: unknown = await admin
    .call('GET /tasks/:number/explain', { params: { number: task } })
    .catch((error: unknown) => (error as Error).message)
  return `task ${task}, ${JSON.stringify(told)}`
}

/** What a server bears, and who looks after it. */
interface Load {
  readonly submitter: Submitter
  readonly crowd: PilotCrowd
}
