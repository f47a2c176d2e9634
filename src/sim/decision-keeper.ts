import type { Bunch } from '../brokerage/bunch.js'
import { type Candidates, Trial } from '../brokerage/candidates.js'
import type { Policy, Step, Weigher } from '../brokerage/policy.js'
import {
  type DecisionWatch,
  eachRefusal,
  type Outcome,
  outcomes,
  type RankingScope,
} from '../brokerage/ranking-watch.js'
import { isForNow } from '../brokerage/refusal.js'
import { Names } from '../model/names.js'
import { grown } from '../model/rows.js'
import type { State } from '../model/state.js'
import { NONE, type Seconds, type TaskRow } from '../model/units.js'
import type { WorkKind } from '../model/work-kind.js'
import type { DecisionColumns, DecisionRecords, VerdictColumns } from './decision-records.js'

type Columns = DecisionColumns | VerdictColumns

/** Keeps what brokerage decides, while it decides: about a microsecond for each job. */
export class DecisionKeeper implements DecisionWatch {
  private readonly decisions: DecisionColumns
  private readonly verdicts = emptyVerdicts(4096)
  private readonly taskNames = new Names()
  /** Tags with their units and bounds. */
  private readonly tags = new Names()
  private readonly steps: readonly Step[]
  private readonly weighers: readonly Weigher[]
  /** Number of the list of verdicts that holds for each kind of work, as long as the grid does not change. */
  private readonly listOfKind = new WeakMap<WorkKind, number>()
  private kinds = 0
  private rankings = 0
  /** Where the rows of the ranking in hand begin, and which pseudo-queues it asks. */
  private rankingStart = 0
  /** Where those of the ranking before begin, and how many they are. */
  private lastStart = 0
  private lastRows = NONE
  private scope: RankingScope = 'all'
  private asked = 0
  /** Weights after each weigher, by pseudo-queue; those before the next choice, by position, and the sum of what can be chosen. */
  private readonly products: readonly Float64Array[]
  private weighings = 0
  private readonly weights: Float64Array
  private weightSum = 0

  constructor(
    private readonly state: State,
    policy: Policy,
  ) {
    const faces = state.grid.faces.length
    this.steps = [...policy.steps, ...policy.lastSteps]
    this.weighers = policy.weighers
    this.decisions = emptyDecisions(1024, policy.weighers.length)
    this.products = policy.weighers.map(() => new Float64Array(faces))
    this.weights = new Float64Array(faces)
  }

  /** What has been kept so far. */
  records(): DecisionRecords {
    const { grid } = this.state
    const tagParts = this.tags.all().map((text) => text.split('\n'))
    return {
      decisions: this.decisions,
      verdicts: this.verdicts,
      taskNames: this.taskNames.all(),
      outcomeNames: outcomes,
      faces: grid.faces.map(({ cores, queue }) => ({
        queue: queue.name,
        site: grid.sites[queue.siteIndex].name,
        cores,
      })),
      stepNames: this.steps.map(({ name }) => name),
      tagNames: tagParts.map(([tag]) => tag),
      unitNames: tagParts.map(([, unit]) => unit),
      boundNames: tagParts.map(([, , bound]) => bound),
      weigherNames: this.weighers.map(({ name }) => name),
    }
  }

  begins(scope: RankingScope, { kind, queues }: Bunch): void {
    const { verdicts } = this
    const { grid } = this.state
    this.asked =
      queues.length === 0 ? grid.faces.length : queues.reduce((sum, at) => sum + grid.queues[at].faces.length, 0)
    // A walk that did not find enough candidates has left nothing behind.
    if (this.scope === 'kind') this.rankingStart = verdicts.length
    else verdicts.length = this.rankingStart
    this.scope = scope
    if (scope === 'kind') this.listOfKind.set(kind, this.kinds++)
    else if (scope !== 'heaviest') this.weighings = 0
  }

  judged(step: Step, candidates: Candidates, bunch: Bunch): void {
    // What leaves the list now was told when it was set aside.
    if (step.name === 'temporary') return
    eachRefusal(candidates, (position, isAside) => {
      const reason = step.because(bunch, candidates, position, this.state)
      const row = this.addVerdict(candidates.face[position])
      const { verdicts } = this
      verdicts.step[row] = this.steps.indexOf(step)
      verdicts.tag[row] = this.tags.numberOf([reason.tag ?? step.name, reason.unit, reason.wants].join('\n'))
      verdicts.isTemporary[row] = isForNow(step, reason, isAside) ? 1 : 0
      verdicts.observed[row] = reason.observed ?? NaN
      verdicts.limit[row] = reason.limit ?? NaN
      verdicts.weight[row] = NaN
    })
  }

  weighed(_: Weigher, { count, face, weight }: Candidates): void {
    const after = this.products[this.weighings++]
    for (let i = 0; i < count; i++) after[face[i]] = weight[i]
  }

  ranked(candidates: Candidates): void {
    const listed = Math.min(candidates.count, this.state.constants.maxCandidates)
    const { face, weight } = candidates
    for (const position of heaviest(candidates, listed)) {
      const row = this.addVerdict(face[position])
      const { verdicts } = this
      verdicts.step[row] = NONE
      verdicts.tag[row] = NONE
      verdicts.isTemporary[row] = 0
      verdicts.observed[row] = NaN
      verdicts.limit[row] = NaN
      verdicts.weight[row] = weight[position]
    }
    this.settleRanking()
    this.weighings = 0
  }

  /** Many tasks in a row hear the same: such a ranking is that before it. */
  private settleRanking(): void {
    const { verdicts, rankingStart, lastStart } = this
    const rows = verdicts.length - rankingStart
    if (rows === this.lastRows && repeats(verdicts, lastStart, rankingStart)) verdicts.length = rankingStart
    else {
      this.lastStart = rankingStart
      this.lastRows = rows
      this.rankingStart = verdicts.length
      this.rankings++
    }
  }

  choosing({ count, weight, cap, queued, barred, trial }: Candidates): void {
    this.weightSum = 0
    for (let i = 0; i < count; i++) {
      this.weights[i] = weight[i]
      if (barred[i] === 0 && trial[i] === Trial.none && !(queued[i] >= cap[i])) this.weightSum += weight[i]
    }
  }

  placed(
    { count, face, trial }: Candidates,
    { task, kind, now, ordinal }: Bunch,
    position: number,
    jobs: number,
  ): void {
    const row = this.addDecision('placed', task, now, jobs)
    const { decisions, products, weights } = this
    const weight = weights[position]
    let heavier = 0
    for (let i = 0; i < count; i++) if (weights[i] > weight) heavier++
    decisions.ordinal[row] = ordinal
    decisions.face[row] = face[position]
    decisions.weight[row] = weight
    decisions.weightFraction[row] = trial[position] === Trial.none ? weight / this.weightSum : NaN
    decisions.rank[row] = heavier + 1
    decisions.candidates[row] = count
    this.pointAtVerdicts(row, kind)
    let before = 1
    for (const [i, product] of products.entries()) {
      const after = product[face[position]]
      decisions.factors[row * products.length + i] = before === 0 ? NaN : after / before
      before = after
    }
  }

  unplaced(outcome: Outcome, task: TaskRow, kind: WorkKind, now: Seconds): void {
    const { tasks } = this.state
    const row = this.addDecision(outcome, task, now, tasks.pending[task])
    const { decisions } = this
    decisions.face[row] = NONE
    decisions.weight[row] = NaN
    decisions.weightFraction[row] = NaN
    decisions.rank[row] = 0
    decisions.candidates[row] = 0
    decisions.asked[row] = 0
    decisions.factors.fill(NaN, row * this.products.length, (row + 1) * this.products.length)
    decisions.ranking[row] = NONE
    decisions.kind[row] = NONE
    if (outcome === 'no candidate' || outcome === 'candidates full') this.pointAtVerdicts(row, kind)
  }

  private pointAtVerdicts(row: number, kind: WorkKind): void {
    this.decisions.asked[row] = this.asked
    this.decisions.ranking[row] = this.rankings - 1
    this.decisions.kind[row] = this.scope === 'all' ? NONE : (this.listOfKind.get(kind) ?? NONE)
  }

  private addDecision(outcome: Outcome, task: TaskRow, now: Seconds, jobs: number): number {
    const { tasks, jobs: table } = this.state
    if (this.decisions.length === this.decisions.task.length) grow(this.decisions)
    const { decisions } = this
    const row = decisions.length++
    const first = tasks.pendingHead[task]
    decisions.timeSeconds[row] = now
    decisions.task[row] = this.taskNames.numberOf(tasks.names[task])
    decisions.ordinal[row] = table.ordinal(first)
    decisions.pandaId[row] = table.id(first)
    decisions.jobs[row] = jobs
    decisions.outcome[row] = outcomes.indexOf(outcome)
    return row
  }

  private addVerdict(face: number): number {
    if (this.verdicts.length === this.verdicts.face.length) grow(this.verdicts)
    const { verdicts } = this
    const row = verdicts.length++
    const isOfKind = this.scope === 'kind'
    verdicts.ranking[row] = isOfKind ? NONE : this.rankings
    verdicts.kind[row] = isOfKind ? this.kinds - 1 : NONE
    verdicts.face[row] = face
    return row
  }
}

/** Whether the rows from one on to the end say the same as as many from another on. */
function repeats({ length, face, step, observed, limit, weight }: VerdictColumns, one: number, other: number): boolean {
  const same = (column: ArrayLike<number>, i: number) => Object.is(column[one + i], column[other + i])
  for (let i = 0; i < length - other; i++) {
    if (!(same(face, i) && same(step, i) && same(observed, i) && same(limit, i) && same(weight, i))) return false
  }
  return true
}

/** Positions of the heaviest, in falling order; of equals the first. */
function heaviest({ count, weight }: Candidates, most: number): number[] {
  const best: number[] = []
  for (let i = 0; i < count; i++) {
    let at = best.length
    if (at === most && weight[best[most - 1]] >= weight[i]) continue
    while (at > 0 && weight[best[at - 1]] < weight[i]) at--
    best.splice(at, 0, i)
    if (best.length > most) best.pop()
  }
  return best
}

/** Doubles the room of all columns. */
function grow(columns: Columns): void {
  const all = columns as unknown as Record<string, number | Parameters<typeof grown>[0]>
  for (const [name, column] of Object.entries(all)) {
    if (typeof column !== 'number') all[name] = grown(column, column.length * 2)
  }
}

function emptyDecisions(rows: number, weighers: number): DecisionColumns {
  return {
    length: 0,
    timeSeconds: new Float64Array(rows),
    task: new Int32Array(rows),
    ordinal: new Int32Array(rows),
    pandaId: new Float64Array(rows),
    jobs: new Int32Array(rows),
    outcome: new Uint8Array(rows),
    face: new Int32Array(rows),
    weight: new Float64Array(rows),
    weightFraction: new Float64Array(rows),
    rank: new Int32Array(rows),
    candidates: new Int32Array(rows),
    asked: new Int32Array(rows),
    factors: new Float64Array(rows * weighers),
    ranking: new Int32Array(rows),
    kind: new Int32Array(rows),
  }
}

function emptyVerdicts(rows: number): VerdictColumns {
  return {
    length: 0,
    ranking: new Int32Array(rows),
    kind: new Int32Array(rows),
    face: new Int16Array(rows),
    step: new Int8Array(rows),
    tag: new Int16Array(rows),
    isTemporary: new Uint8Array(rows),
    observed: new Float64Array(rows),
    limit: new Float64Array(rows),
    weight: new Float64Array(rows),
  }
}
