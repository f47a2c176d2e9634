import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { quietPort } from '../testing/quiet-port.js'
import { killAtExit } from './left-behind.js'

const run = promisify(execFile)
const programs = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel']
const START_MILLISECONDS = 30_000

/** Why a Slurm of our own cannot be had here; undefined: it can. */
export function slurmMissing(): string | undefined {
  const missing = programs.filter((program) => {
    try {
      execFileSync('which', [program], { stdio: 'ignore' })
      return false
    } catch {
      return true
    }
  })
  if (missing.length > 0) return `no ${missing.join(', ')} here (Debian: slurmctld, slurmd, slurm-client)`
  return userInfo().uid === 0 ? undefined : 'only root can run jobs under its own slurmd'
}

/** A Slurm of one node on the loopback for a test alone: its controller and its node are processes of this one. */
export class OwnSlurm {
  private readonly processes: ChildProcess[] = []
  private controller: ChildProcess | undefined

  private constructor(
    private readonly folder: string,
    readonly configuration: string,
  ) {}

  /**
   * Starts one.
   * @param cores that its node says it has
   * @throws when it does not come up
   */
  static async start(folder: string, cores: number): Promise<OwnSlurm> {
    const configuration = join(folder, 'slurm.conf')
    for (const one of ['state', 'spool']) await mkdir(join(folder, one), { recursive: true })
    await writeFile(configuration, configurationOf(folder, cores, await quietPort(), await quietPort()))
    const slurm = new OwnSlurm(folder, configuration)
    try {
      await slurm.startController()
      slurm.processes.push(slurm.spawn('slurmd', '-D'))
      await slurm.until(async () => (await slurm.ask('sinfo', '--noheader', '--format=%t')).startsWith('idle'))
    } catch (error) {
      await slurm.end()
      throw error
    }
    return slurm
  }

  get environment(): NodeJS.ProcessEnv {
    return { SLURM_CONF: this.configuration }
  }

  /** Its controller is killed, as a machine that crashes. */
  async killController(): Promise<void> {
    const controller = this.controller!
    const gone = once(controller, 'exit')
    controller.kill('SIGKILL')
    await gone
  }

  /** Its controller comes up, with what it kept. */
  async startController(): Promise<void> {
    this.controller = this.spawn('slurmctld', '-D')
    await this.until(async () => (await this.ask('scontrol', 'ping')).includes('UP'))
  }

  /** All jobs that it knows, which it keeps for an hour after their end. */
  async jobs(): Promise<{ tag: string; state: string }[]> {
    const lines = (await this.ask('squeue', '--noheader', '--states=all', '--format=%j %T')).trim().split('\n')
    return lines.flatMap((line) => {
      const [tag, state] = line.split(' ')
      return state === undefined ? [] : [{ tag, state }]
    })
  }

  /** Ends all jobs, and what it has started. */
  async end(): Promise<void> {
    await this.ask('scancel', '--full', `--user=${userInfo().username}`).catch(() => undefined)
    await this.until(async () => (await this.jobs()).every(({ state }) => isOver(state))).catch(() => undefined)
    for (const child of [...this.processes, this.controller]) {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) continue
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await Promise.race([gone, sleep(5000)])
      child.kill('SIGKILL')
    }
  }

  private spawn(program: string, ...args: string[]): ChildProcess {
    const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...this.environment } })
    killAtExit(child)
    return child
  }

  private async ask(program: string, ...args: string[]): Promise<string> {
    const { stdout } = await run(program, args, { env: { ...process.env, ...this.environment }, timeout: 10_000 })
    return stdout
  }

  private async until(holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + START_MILLISECONDS
    while (!(await holds().catch(() => false))) {
      if (Date.now() > end) throw new Error(`Slurm is not as it should be: ${await this.lastWords()}`)
      await sleep(100)
    }
  }

  private async lastWords(): Promise<string> {
    const logs = ['slurmctld', 'slurmd'].map((name) =>
      readFile(join(this.folder, `${name}.log`), 'utf8').catch(() => ''),
    )
    return (await Promise.all(logs)).map((text) => text.slice(-1000)).join('\n')
  }
}

function isOver(state: string): boolean {
  return !/^(PENDING|RUNNING|COMPLETING|CONFIGURING)$/.test(state)
}

function configurationOf(folder: string, cores: number, controllerPort: number, nodePort: number): string {
  const [host, { username }] = [hostname(), userInfo()]
  const inFolder = (name: string): string => join(folder, name)
  return Object.entries({
    ClusterName: 'ailuro',
    SlurmctldHost: `${host}(127.0.0.1)`,
    ...{ SlurmctldPort: controllerPort, SlurmdPort: nodePort, SlurmUser: username, SlurmdUser: username },
    // It listens to this machine alone, and lives as long as the test.
    ...{ AuthType: 'auth/none', CredType: 'cred/none', CommunicationParameters: 'NoCtldInAddrAny,NoInAddrAny' },
    ...{ MpiDefault: 'none', ProctrackType: 'proctrack/linuxproc', TaskPlugin: 'task/none' },
    ...{ SelectType: 'select/cons_tres', SelectTypeParameters: 'CR_CPU', SlurmdParameters: 'config_overrides' },
    ...{
      ReturnToService: 2,
      MinJobAge: 3600,
      KillWait: 2,
      SchedulerParameters: 'sched_interval=1,batch_sched_delay=1',
    },
    ...{ JobAcctGatherType: 'jobacct_gather/none', AccountingStorageType: 'accounting_storage/none' },
    ...{ StateSaveLocation: inFolder('state'), SlurmdSpoolDir: inFolder('spool') },
    ...{ SlurmctldPidFile: inFolder('slurmctld.pid'), SlurmdPidFile: inFolder('slurmd.pid') },
    ...{ SlurmctldLogFile: inFolder('slurmctld.log'), SlurmdLogFile: inFolder('slurmd.log') },
    NodeName: `${host} NodeAddr=127.0.0.1 CPUs=${cores} RealMemory=64000 State=UNKNOWN`,
    PartitionName: `main Nodes=${host} Default=YES MaxTime=INFINITE State=UP`,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
