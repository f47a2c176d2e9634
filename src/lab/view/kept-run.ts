import type { Seconds } from '../../model/units.js'
import { ResultsReader, type RunChoice } from '../explain/results-reader.js'
import { type AttemptColumns, readAttemptColumns } from './attempt-columns.js'
import { type Census, takeCensus } from './census.js'
import { WorldAgain } from './again/world-again.js'
import { keepTables } from './keep-tables.js'
import { type Courses, readCourses } from './run-courses.js'
import { type RunQueue, runQueues } from './run-queues.js'
import { type RunTask, runTasks } from './run-tasks.js'
import { type RunWorld, worldOf } from './run-world.js'

/** Moments whose counts are remembered: pages of one moment are looked at one after the other. */
const CENSUSES = 4

interface Parts {
  readonly reader: ResultsReader
  readonly attempts: AttemptColumns
  readonly courses: Courses
  readonly queues: readonly RunQueue[]
  /** What the run was made of; in words why not, where the folder does not hold it. */
  readonly world: RunWorld | string
  readonly end: Seconds
}

/** One recorded run of a results folder, held in memory to be asked about any moment. */
export class KeptRun {
  readonly reader: ResultsReader
  readonly attempts: AttemptColumns
  readonly courses: Courses
  readonly queues: readonly RunQueue[]
  readonly tasks: readonly RunTask[]
  /** What the run was made of; undefined: the folder does not hold it, for this reason. */
  readonly world: RunWorld | undefined
  readonly whyNoWorld: string | undefined
  /** The run made again, to be asked what its tables do not hold. */
  readonly again: WorldAgain
  /** Last moment of the run. */
  readonly end: Seconds
  private readonly censuses = new Map<Seconds, Census>()

  private constructor({ reader, attempts, courses, queues, world, end }: Parts) {
    this.reader = reader
    this.attempts = attempts
    this.courses = courses
    this.queues = queues
    this.tasks = runTasks(attempts)
    this.world = typeof world === 'string' ? undefined : world
    this.whyNoWorld = typeof world === 'string' ? world : undefined
    this.again = new WorldAgain(
      reader,
      attempts,
      this.whyNoWorld && `What the run was made of is not known, so that it cannot be made again: ${this.whyNoWorld}.`,
    )
    this.end = end
  }

  /**
   * @param told how far the loading is, 0 to 1
   * @throws BadInput when it is no results folder, keeps no records, or none of the run that is meant
   */
  static async open(folder: string, choice: RunChoice, told: (fraction: number) => void): Promise<KeptRun> {
    const reader = await ResultsReader.open(folder, choice)
    try {
      await keepTables(reader, (fraction) => told(0.5 * fraction))
      const attempts = await readAttemptColumns(reader)
      told(0.8)
      const end = attempts.ended.reduce(
        (last, time, row) => Math.max(last, attempts.created[row], time === Infinity ? 0 : time),
        reader.summary?.endSeconds ?? 0,
      )
      const courses = await readCourses(reader, attempts, end)
      told(0.9)
      const world = await worldOf(reader)
      const queues = await runQueues(reader, typeof world === 'string' ? undefined : world)
      told(1)
      return new KeptRun({ reader, attempts, courses, queues, world, end })
    } catch (error) {
      reader.close()
      throw error
    }
  }

  close(): void {
    this.again.close()
    this.reader.close()
  }

  /** The moment of the run that is nearest to one that is asked for. */
  momentAt(asked: Seconds): Seconds {
    return Number.isNaN(asked) ? this.end : Math.min(this.end, Math.max(0, asked))
  }

  /** All attempts, counted at a moment. */
  census(at: Seconds): Census {
    const known = this.censuses.get(at)
    if (known !== undefined) return known
    const census = takeCensus(this.attempts, at)
    const [oldest] = this.censuses.keys()
    if (this.censuses.size >= CENSUSES && oldest !== undefined) this.censuses.delete(oldest)
    this.censuses.set(at, census)
    return census
  }
}
