import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from '../../api/client.js'
import { quietPort } from '../../testing/quiet-port.js'
import { diskFolder, type OwnFolder } from '../left-behind.js'
import { type Life, ServerLives } from '../server-lives.js'
import type { ServerPlan } from '../server-worker.js'

/** One story of a fault on a real server, and what it must not lead to. */
export interface Story {
  readonly name: string
  /** @returns why it cannot be told here, if so */
  tell(scene: StoryScene): Promise<string | undefined>
}

/** How a story went. */
export interface StoryEnd {
  readonly story: string
  readonly outcome: 'held' | 'broken' | 'skipped'
  /** What was counted on the way, or why it was skipped. */
  readonly words: string
  readonly faults: readonly string[]
}

/** Where a story takes place: a folder, servers in it, and what goes wrong. */
export class StoryScene {
  readonly faults: string[] = []
  private readonly counts: Record<string, number | string> = {}
  private readonly lives = new ServerLives()
  private readonly begun: Life[] = []
  private readonly clients: Client[] = []

  private constructor(private readonly own: OwnFolder) {}

  get folder(): string {
    return this.own.path
  }

  /** Tells a story in a folder of its own, and ends all that it has started. */
  static async tell(story: Story): Promise<StoryEnd> {
    const scene = new StoryScene(diskFolder('ailuro-story-'))
    try {
      const skipped = await story.tell(scene)
      if (skipped !== undefined) return { story: story.name, outcome: 'skipped', words: skipped, faults: [] }
    } catch (error) {
      scene.faults.push(`it broke off: ${(error as Error).stack ?? String(error)}`)
    } finally {
      await scene.end()
    }
    const { faults, counts } = scene
    const words = Object.entries(counts).map(([what, count]) => `${count} ${what}`)
    return { story: story.name, outcome: faults.length === 0 ? 'held' : 'broken', words: words.join(', '), faults }
  }

  /** Notes a fault unless this holds. */
  expect(holds: boolean, otherwise: string): void {
    if (!holds) this.faults.push(otherwise)
  }

  /** Tells a number that was met on the way. */
  count(what: string, count: number | string): void {
    this.counts[what] = count
  }

  /** A server's plan, on the scene's folder and a free port. */
  async plan(more: Partial<ServerPlan> = {}): Promise<ServerPlan> {
    const { folder } = this
    return { folder, store: join(more.folder ?? folder, 'ailuro.db'), port: await quietPort(), ...more }
  }

  /** Starts a server, whether or not it comes up. */
  async begin(plan: ServerPlan): Promise<Life> {
    const life = await this.lives.begin(plan)
    this.begun.push(life)
    return life
  }

  /** Starts a server that must come up. */
  async start(plan: ServerPlan): Promise<Life> {
    const life = await this.begin(plan)
    if ((await life.ready) === undefined) throw new Error(`the server did not start: ${(await life.ended).words}`)
    return life
  }

  /** An admin's client of a server that has started once; it tries once. */
  async admin({ folder, port }: ServerPlan): Promise<Client> {
    const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim()
    const client = new Client({ url: `http://127.0.0.1:${port}`, token, tries: 1 })
    this.clients.push(client)
    return client
  }

  /** Ends all servers at once. */
  async endServers(): Promise<void> {
    for (const life of this.begun) await life.kill()
  }

  private async end(): Promise<void> {
    for (const client of this.clients) client.close()
    await this.endServers()
    await this.lives.end()
    this.own.remove()
  }
}
