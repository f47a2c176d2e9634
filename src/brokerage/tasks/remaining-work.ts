/** Work by nucleus, HS06·s. */
type WorkByNucleus = Map<string, number>

/** A priority, and the work of tasks of at least that priority. */
interface Level {
  readonly priority: number
  readonly work: WorkByNucleus
}

/**
 * Work that is still to be done at each nucleus, by the priority of its tasks (brokerage.md §A.6): what a task of some
 * priority has to compete with are the tasks of at least that priority. In HS06·s.
 */
export class RemainingWork {
  /** One for each priority that any task had, highest first. */
  private readonly levels: Level[] = []

  /** Starts from work that was summed up elsewhere: for each priority, that of all tasks of at least this priority. */
  constructor(levels: Iterable<readonly [priority: number, work: Iterable<readonly [string, number]>]> = []) {
    for (const [priority, work] of levels) this.levels.push({ priority, work: new Map(work) })
    this.levels.sort((left, right) => right.priority - left.priority)
  }

  /** A task of this priority has so much to do at a nucleus; also called for what is added to a task. */
  add(nucleus: string, priority: number, hs06Seconds: number): void {
    this.ensureLevel(priority)
    for (const level of this.levels) {
      if (level.priority <= priority) level.work.set(nucleus, (level.work.get(nucleus) ?? 0) + hs06Seconds)
    }
  }

  /** So much work of a task is done or given up. */
  remove(nucleus: string, priority: number, hs06Seconds: number): void {
    this.add(nucleus, priority, -hs06Seconds)
  }

  /** Work of tasks of at least this priority, by nucleus; nuclei that no such task was ever given are missing. */
  of(priority: number): ReadonlyMap<string, number> {
    return this.levels.findLast((level) => level.priority >= priority)?.work ?? new Map<string, number>()
  }

  /** Makes a level where there is none: until now it has the same tasks as the next one above. */
  private ensureLevel(priority: number): void {
    const place = this.levels.findIndex((level) => level.priority <= priority)
    if (place !== -1 && this.levels[place].priority === priority) return
    const level = { priority, work: new Map(this.of(priority)) }
    this.levels.splice(place === -1 ? this.levels.length : place, 0, level)
  }
}
