import { chmod, chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dispatch } from '../door.js'
import { keepFile, keptFile } from '../storage-folder/keep-file.js'
import type { Account } from './account.js'
import { keptLog } from './job-log.js'
import type { JobEnding } from './pilot-server.js'

/** How far a job has come, as kept on disk for a pilot that takes the place of one that was killed. */
export type JobPhase = 'received' | 'running' | 'staging-out' | 'ended'

/** What is kept of a job until the server knows its end. */
export interface JobRecord {
  readonly dispatch: Dispatch
  readonly phase: JobPhase
  /** The setting of the environment that its processes carry. */
  readonly mark: string
  /** Once it has ended. */
  readonly ending?: JobEnding
}

const RECORD = 'job.json'
const WHOLE_LOG = 'log'
const NAME = /^job-\d+$/

/** A job's place in the pilot's folder: the record and the log, which are the pilot's, and below it the folder that the payload works in. */
export class JobFolder {
  /** Where the payload runs. */
  readonly work: string

  constructor(
    readonly path: string,
    public record: JobRecord,
  ) {
    this.work = join(path, 'work')
  }

  /** Makes the folder of a job that has just come, and keeps the job in it. */
  static async make(parent: string, record: JobRecord): Promise<JobFolder> {
    const folder = new JobFolder(join(parent, `job-${record.dispatch.id}`), record)
    await mkdir(folder.path, { recursive: true })
    // Others may pass to the payload's folder and see nothing on the way.
    await chmod(folder.path, 0o711)
    await folder.keep({})
    return folder
  }

  /** What earlier pilots left in this folder. A job that was not even kept is forgotten: the server gives it again. */
  static async left(parent: string): Promise<JobFolder[]> {
    const folders: JobFolder[] = []
    for (const name of (await readdir(parent)).filter((name) => NAME.test(name))) {
      const path = join(parent, name)
      const record = (await keptFile(join(path, RECORD))) as JobRecord | undefined
      if (record === undefined) await rm(path, { recursive: true, force: true })
      else folders.push(new JobFolder(path, record))
    }
    return folders
  }

  /** Keeps a change of the record, so that it outlives the pilot. */
  async keep(change: Partial<JobRecord>): Promise<void> {
    this.record = { ...this.record, ...change }
    await keepFile(join(this.path, RECORD), this.record)
  }

  /** Keeps the job's end with its log, and removes what the payload left. */
  async end(ending: JobEnding, log: string | undefined): Promise<void> {
    try {
      await this.keepEnd(ending, log ?? keptLog(this.path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      // What the payload left is what fills the disk.
      await this.removeWork()
      await this.keepEnd(ending, log ?? keptLog(this.path))
    }
    await this.removeWork()
  }

  private async keepEnd(ending: JobEnding, log: string): Promise<void> {
    await writeFile(join(this.path, WHOLE_LOG), log, { mode: 0o600 })
    await this.keep({ phase: 'ended', ending })
  }

  private removeWork(): Promise<void> {
    return rm(this.work, { recursive: true, force: true })
  }

  wholeLog(): Promise<string> {
    return readFile(join(this.path, WHOLE_LOG), 'utf8')
  }

  /** An empty folder for the payload, and one for its temporary files. */
  async makeWork(account: Account | undefined): Promise<void> {
    await this.removeWork()
    await mkdir(this.work, { mode: 0o700 })
    if (account !== undefined) await chown(this.work, account.uid, account.gid)
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true })
  }
}
