import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A batch system as a tale sees it. */
export interface TaleBatch {
  readonly name: 'slurm' | 'htcondor'
  /** By which its commands are found. */
  readonly environment: NodeJS.ProcessEnv
  /** Text of the template that pilots are submitted by. */
  readonly template: string
  /** Jobs that were ever submitted, by tag and whether they wait, in the words of Slurm. */
  jobs(): Promise<readonly { readonly tag: string; readonly state: string }[]>
  /** It is away for a while, where it can be. */
  readonly outage?: () => Promise<void>
}

/** How much is done. */
export interface TaleSize {
  readonly jobs: number
  readonly surplus: number
  /** For one thing to come about. */
  readonly patienceMilliseconds: number
}

/** What was seen. */
export interface TaleCounts {
  readonly jobs: number
  readonly submissions: number
  readonly kills: number
  /** Pilots that waited when their jobs were killed, and that were cancelled. */
  readonly waiting: number
  readonly cancelled: number
}

/**
 * A server whose pilots a batch system starts, as people start it, killed while it submits and while jobs run, and started again: no job
 * is lost and none runs twice, nothing is submitted twice, and pilots without jobs are cancelled.
 */
export class BatchTale {
  readonly faults: string[] = []
  private server: ChildProcess | undefined
  private kills = 0
  /** What its servers said last. */
  private words = ''

  /**
   * @param program that runs the command line
   * @param folder of all that comes of it
   */
  constructor(
    private readonly program: string,
    private readonly folder: string,
    private readonly batch: TaleBatch,
    private readonly size: TaleSize,
  ) {}

  /** Tells it; what was not as it should be is among the faults. */
  async tell(): Promise<TaleCounts> {
    const { jobs, surplus } = this.size
    await this.configure()
    await this.serve()
    const first = await this.submit(jobs, `sleep 0.2; echo "$AILURO_JOB" >> ${join(this.folder, 'ran')}`)
    await this.until('a pilot was submitted', async () => (await this.batch.jobs()).length > 0)
    await this.restart()
    await this.until('a job ran', async () => (await this.ran()).length > 0)
    await this.restart()
    await this.batch.outage?.()
    await this.until('all jobs ran', async () => (await this.ran()).length >= jobs)
    await this.until('all jobs finished', async () => (await this.finished(first)) === jobs)
    const ran = await this.ran()
    this.expect(
      new Set(ran).size === jobs && ran.length === jobs,
      `${ran.length} runs of ${jobs} jobs: ${ran.join(' ')}`,
    )
    const given = await this.giveUp(surplus)
    const tags = (await this.batch.jobs()).map(({ tag }) => tag)
    this.expect(new Set(tags).size === tags.length, `something was submitted twice: ${tags.join(' ')}`)
    return { jobs, submissions: tags.length, kills: this.kills, ...given }
  }

  /** Ends the server. */
  async end(): Promise<void> {
    if (this.server === undefined || this.server.exitCode !== null || this.server.signalCode !== null) return
    const gone = once(this.server, 'close')
    this.server.kill('SIGKILL')
    await gone
  }

  /** Jobs that nobody wants any more: the pilots that wait for a slot are cancelled, all but one. */
  private async giveUp(surplus: number): Promise<Pick<TaleCounts, 'waiting' | 'cancelled'>> {
    const task = await this.submit(surplus, 'sleep 600')
    await this.until('pilots waited for slots', async () => (await this.waiting()) >= surplus / 2)
    const waiting = await this.waiting()
    await this.ailuro('kill', `task:${task}`)
    await this.until('pilots without jobs were cancelled', async () => (await this.waiting()) <= 1)
    const cancelled = (await this.batch.jobs()).filter(({ state }) => state === 'CANCELLED').length
    this.expect(cancelled >= waiting - 2, `${waiting} pilots waited, and ${cancelled} were cancelled`)
    return { waiting, cancelled }
  }

  private async waiting(): Promise<number> {
    return (await this.batch.jobs()).filter(({ state }) => state === 'PENDING').length
  }

  private async ran(): Promise<string[]> {
    const file = join(this.folder, 'ran')
    return existsSync(file) ? (await readFile(file, 'utf8')).trim().split('\n') : []
  }

  private async configure(): Promise<void> {
    await writeFile(join(this.folder, 'template'), this.batch.template)
    const constants = { generatorCycleSeconds: 0, pilotCycleSeconds: 0, statisticsSeconds: 0, throttling: 0 }
    const patient = { pilotKeepAliveSeconds: 1e9, pilotSilenceSeconds: 1e9, inactiveSeconds: 1e9, queueCapJobs: 1000 }
    const site = { name: 'HERE', tier: 2, cores: 100, corePower: 10, queues: [{ name: 'HERE' }] }
    const queues = { HERE: { memory: '100 MB', walltime: '1 h' } }
    const times = { poll: '1 s', surplus: '2 s', idle: '3 s', ask: '1 s', heartbeat: '2 s', away: '2 min' }
    const config = {
      grid: { sites: [site] },
      constants: { ...constants, ...patient, minFreeStorageGiB: 0 },
      pilots: { source: this.batch.name, template: 'template', queues, ...times },
      leastFree: '1 MB',
    }
    // JSON is YAML.
    await writeFile(join(this.folder, 'config.yaml'), JSON.stringify(config))
  }

  private async serve(): Promise<void> {
    const args = ['serve', join(this.folder, 'config.yaml'), '--json', '--port', '0', '--log-level', 'info']
    const server = spawn(process.execPath, [this.program, ...args], {
      ...this.place,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.server = server
    server.stderr.setEncoding('utf8').on('data', (text: string) => (this.words = (this.words + text).slice(-4000)))
    const lines = createInterface({ input: server.stdout })
    const first = await Promise.race([once(lines, 'line'), once(lines, 'close')])
    if (first.length === 0) throw new Error(`the server did not start: ${this.words}`)
  }

  private get place(): { cwd: string; env: NodeJS.ProcessEnv } {
    const { AILURO_SERVER: _, AILURO_TOKEN: __, ...environment } = process.env
    return { cwd: this.folder, env: { ...environment, ...this.batch.environment } }
  }

  private async restart(): Promise<void> {
    await this.end()
    this.kills++
    await this.serve()
  }

  private async submit(jobs: number, line: string): Promise<number> {
    const said = await this.ailuro(
      'submit',
      '--json',
      '--jobs',
      String(jobs),
      '--memory',
      '50MB',
      '--',
      'sh',
      '-c',
      line,
    )
    return (JSON.parse(said) as { task: number }).task
  }

  private async finished(task: number): Promise<number> {
    return (JSON.parse(await this.ailuro('task', String(task), '--json')) as { finished: number }).finished
  }

  private async ailuro(...args: string[]): Promise<string> {
    return (await run(process.execPath, [this.program, ...args], this.place)).stdout
  }

  private expect(holds: boolean, otherwise: string): void {
    if (!holds) this.faults.push(otherwise)
  }

  private async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + this.size.patienceMilliseconds
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`it never came about that ${what}; the server's last words: ${this.words}`)
      await sleep(100)
    }
  }
}
