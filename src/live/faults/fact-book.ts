import { Fact } from '../../model/journal.js'
import type { JobState } from '../../model/job-state.js'
import type { StoredFact } from '../store/commit.js'

/** A step of a job. */
export interface Move {
  /** Place of the fact, from 0. */
  readonly place: number
  readonly at: number
  readonly to: JobState
  readonly cause: number
}

interface JobStory {
  created: number
  readonly createdAtPlace: number
  readonly taskKey: number
  readonly moves: Move[]
}

interface TaskStory {
  readonly key: number
  readonly submittedAtPlace: number
  /** Places of the facts that say so. */
  readonly ends: number[]
  /** Jobs that were never made, since the task was killed. */
  unmade: number
  readonly priorities: { readonly place: number; readonly priority: number }[]
}

/** The facts that are kept, by what they are about. */
export class FactBook {
  readonly jobs = new Map<number, JobStory>()
  readonly tasks = new Map<number, TaskStory>()
  readonly pauses: { readonly place: number; readonly isPaused: boolean }[] = []
  /** Limits in thousandths. */
  readonly limits: { readonly place: number; readonly value: number }[] = []
  /** Facts of other kinds: datasets that became known. */
  readonly datasets: number[] = []
  /** Places of the facts that pilots are to end their jobs, by PandaID. */
  readonly endsAsked = new Map<number, number>()

  constructor(readonly facts: readonly StoredFact[]) {
    facts.forEach((fact, place) => this.read(fact, place))
  }

  /** Where the job stood when so many facts were kept; undefined: it was not made yet. */
  stateAt(id: number, facts: number): JobState | undefined {
    const story = this.jobs.get(id)
    if (story === undefined || story.createdAtPlace >= facts) return undefined
    return story.moves.findLast(({ place }) => place < facts)?.to ?? (0 as JobState)
  }

  /** Where the job stood at one time or another while so many facts were kept; undefined among them: it was not made yet. */
  statesBetween(id: number, least: number, most: number): (JobState | undefined)[] {
    const later = this.jobs.get(id)?.moves.filter(({ place }) => place >= least && place < most) ?? []
    return [this.stateAt(id, least), this.stateAt(id, most), ...later.map(({ to }) => to)]
  }

  private read([kind, at, subject, a, b, , d]: StoredFact, place: number): void {
    const job = this.jobs.get(subject)
    const task = this.tasks.get(subject)
    switch (kind as Fact) {
      case Fact.jobCreated:
        if (job !== undefined) job.created++
        else this.jobs.set(subject, { created: 1, createdAtPlace: place, taskKey: a, moves: [] })
        break
      case Fact.jobMoved:
        job!.moves.push({ place, at, to: b, cause: d })
        break
      case Fact.taskSubmitted:
        this.tasks.set(subject, { key: a, submittedAtPlace: place, ends: [], unmade: 0, priorities: [] })
        break
      case Fact.taskEnded:
        task!.ends.push(place)
        break
      case Fact.taskKilled:
        task!.unmade += a
        break
      case Fact.taskChanged:
        task!.priorities.push({ place, priority: a })
        break
      case Fact.brokeragePaused:
        this.pauses.push({ place, isPaused: subject === 1 })
        break
      case Fact.limitChanged:
        this.limits.push({ place, value: subject })
        break
      case Fact.datasetKnown:
        this.datasets.push(place)
        break
      case Fact.endAsked:
        this.endsAsked.set(subject, place)
        break
      default:
    }
  }
}
