import type { Finding } from './finding.js'
import type { FindingKind } from './finding-kinds.js'
import type { TraceNumbers } from './trace-check.js'

/** Whether a trace can validate one part of a simulation. */
export interface Verdict {
  readonly subject: string
  readonly answer: 'yes' | 'partly' | 'no'
  /** Why; for `partly` what to mind. */
  readonly reasons: readonly string[]
}

/** Fewer records than this make no distribution; fewer failures no rate. */
const fewestRecords = 100
const fewestFailures = 10

/** From this part on, what is wrong with single records is wrong with the trace. */
const leastPart = 0.01
/** A quantity that is known for less than this part of the jobs that ran is known with gaps. */
const nearlyAll = 0.9

/** What can be said against a subject: a reason, or false where it does not apply. */
type Objections = readonly (string | false)[]

/** What a trace can and cannot validate, subject by subject, each with its reasons. */
export function verdictsOn(numbers: TraceNumbers, findings: readonly Finding[]): Verdict[] {
  const judge = new Judge(numbers, findings)
  return [
    judge.load(),
    judge.waits(),
    judge.runs(),
    judge.cpu(),
    judge.sites(),
    judge.failures(),
    judge.data(),
    judge.users(),
  ]
}

class Judge {
  readonly #counts: ReadonlyMap<string, number>
  readonly #constant: ReadonlySet<string>

  constructor(
    private readonly numbers: TraceNumbers,
    findings: readonly Finding[],
  ) {
    this.#counts = new Map(findings.map(({ kind, count }) => [kind, count]))
    this.#constant = new Set(
      findings
        .filter(({ kind }) => kind.startsWith('constant-'))
        .flatMap(({ first }) => first.map(({ field }) => field)),
    )
  }

  load(): Verdict {
    const { leftOut, records } = this.numbers
    return verdict(
      'arrivals and load',
      'submissions follow each other as the system saw them',
      [
        this.#few(),
        this.#has('sample') && 'the records are a part of a larger stream',
        this.#has('one-task') && 'a handful of tasks is no workload',
        this.#has('clock-jump') && 'the clock jumps, so that rates mean nothing',
      ],
      [
        this.#has('gap') && 'there are long pauses without submissions',
        this.#has('flurry') && 'flurries of single users dominate some times',
        this.#has('one-user') && 'one user submits nearly all',
        this.#has('censored-start') && 'the first part lacks the jobs from before the log',
        (this.#has('attempt-rows') || this.#has('re-brokered')) &&
          'retries and re-brokered rows are no arrivals of work',
        this.#has('clock-set-back') && 'the clock was set back',
        leftOut.records > leastPart * records && 'many records are faulty and left out',
        !this.numbers.header['MaxProcs'] && 'the capacity that served it is not recorded',
      ],
    )
  }

  waits(): Verdict {
    const { waitSeconds, runSeconds } = this.numbers.quantities
    return verdict(
      'waits',
      'waits are recorded',
      [
        waitSeconds.count === 0 && 'no record has a wait',
        this.#isConstant('wait time', 'job_queuetime') && 'the wait is a constant',
        waitSeconds.count > 0 && this.#few(),
      ],
      [
        waitSeconds.count < nearlyAll * runSeconds.count && 'many jobs that ran have no wait',
        this.#has('re-brokered') && 'the wait of a re-brokered row begins anew: sum them by job name',
        this.#has('one-task') &&
          'tasks are throttled and wait for jobs of their own: not all of the wait is the grid’s',
        this.#part('negative-wait') && 'many starts lie before submission',
        this.#has('sample') && 'the jobs that they waited behind are not in the trace',
        this.#has('censored-start') && 'the queue at the start is unknown',
      ],
    )
  }

  runs(): Verdict {
    const { quantities, jobsByStatus, records } = this.numbers
    const bad = this.#part('end-before-start') || this.#part('no-end') || this.#part('unset-date')
    return verdict(
      'run times',
      'run times are recorded',
      [
        quantities.runSeconds.count === 0 && 'no record has a run time',
        this.#isConstant('run time') && 'the run time is a constant',
        quantities.runSeconds.count > 0 && this.#few(),
      ],
      [
        this.#has('capped-run') && 'a limit cut the longest off',
        this.#has('core-time-walltime') && !this.#isPanda && 'they were multiplied by the cores',
        this.#has('one-core-cpu') && 'they may have been multiplied by the cores',
        bad && 'many are lost',
        jobsByStatus.finished === records && 'only jobs that finished are in the log',
        this.#has('one-task') && 'of a handful of tasks only',
      ],
    )
  }

  cpu(): Verdict {
    const { efficiency } = this.numbers.quantities
    return verdict(
      'CPU efficiency',
      'CPU time, run time and cores are recorded',
      [
        efficiency.count === 0 && 'no record has both CPU time and run time',
        this.#isConstant('CPU time', 'cpuconsumptiontime') && 'the CPU time is a constant',
        this.#has('double-counted-cores') && 'cores are counted twice',
        this.#has('one-core-cpu') && 'it is unclear whether times are of one core or of all',
        efficiency.count > 0 && this.#few(),
      ],
      [
        this.#part('efficiency-above-1') && 'many jobs use more CPU time than their cores have',
        this.#part('cores-differ') && 'cores asked for are not those used',
        this.#has('one-task') && 'of a handful of tasks only',
      ],
    )
  }

  sites(): Verdict {
    const { sites, quantities, missing } = this.numbers
    return verdict(
      'site choice',
      '',
      [sites === 0 && 'no record names a site', sites === 1 && 'there is one site only'],
      [
        'it shows what was chosen, never how another site would have done',
        quantities.waitSeconds.count === 0 && 'without waits, full sites look like empty ones',
        missing.includes('input bytes') && 'without input, locality cannot be judged',
        sites === 2 && 'there are two sites only',
      ],
    )
  }

  failures(): Verdict {
    const { jobsByStatus, records, withError } = this.numbers
    const { failed } = jobsByStatus
    return verdict(
      'failures',
      'outcomes are recorded with their errors',
      [
        jobsByStatus.unknown === records && 'no record tells how its job ended',
        jobsByStatus.finished === records && 'all jobs finished: failures are not in the log, or not told',
        jobsByStatus.unknown < records && jobsByStatus.finished < records && failed === 0 && 'no job failed',
      ],
      [
        failed < fewestFailures && 'few jobs failed',
        withError === 0 && 'errors have no codes',
        (jobsByStatus.closed > 0 || this.#has('re-brokered')) &&
          'closed and re-brokered rows are no failures: leave them out',
      ],
    )
  }

  data(): Verdict {
    const { inputBytes } = this.numbers.quantities
    return verdict(
      'data movement',
      '',
      [
        inputBytes.count === 0 && 'no record has input bytes',
        this.#isConstant('inputfilebytes') && 'the input is a constant',
      ],
      ['bytes only: neither where the input lay nor how long it took to come', this.#few()],
    )
  }

  users(): Verdict {
    const { users, groups } = this.numbers
    return verdict(
      'users and shares',
      'users and groups are told apart',
      [
        users === 0 && groups === 0 && 'neither users nor groups are named',
        this.#has('one-user') && 'one user submits nearly all',
      ],
      [
        users === 0 && 'no users',
        groups <= 1 && 'no groups to share between',
        this.#has('flurry') && 'flurries distort who gets what',
      ],
    )
  }

  get #isPanda(): boolean {
    return this.numbers.format.startsWith('panda')
  }

  #has(kind: FindingKind): boolean {
    return this.#counts.has(kind)
  }

  #part(kind: FindingKind): boolean {
    return (this.#counts.get(kind) ?? 0) > leastPart * this.numbers.records
  }

  #isConstant(...fields: string[]): boolean {
    return fields.some((field) => this.#constant.has(field))
  }

  #few(): string | false {
    return this.numbers.records < fewestRecords && `${this.numbers.records} records are too few`
  }
}

/** @param good the reason when nothing can be said against it */
function verdict(subject: string, good: string, nos: Objections, buts: Objections): Verdict {
  const against = nos.filter((reason) => reason !== false)
  if (against.length > 0) return { subject, answer: 'no', reasons: against }
  const mind = buts.filter((reason) => reason !== false)
  return mind.length > 0 ? { subject, answer: 'partly', reasons: mind } : { subject, answer: 'yes', reasons: [good] }
}
