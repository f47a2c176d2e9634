import type { TaskSubmission } from '../../brokerage/ports.js'
import { taskOf } from '../../brokerage/testing/stage.js'
import type { LiveReport, SubmittedSpec } from '../door.js'
import type { Agenda } from './agenda.js'
import type { Chance } from './chance.js'
import type { Ledger } from './ledger.js'
import type { VirtualNetwork } from './virtual-network.js'
import type { Wire } from './wire.js'

/** Something a user wants done. */
type Wish = (number: number) => LiveReport | undefined

/** A user who submits tasks and an operator who interferes: one request after the other, each repeated until it is answered. */
export class VirtualUsers {
  /** Users who have still something to do. */
  busy = 0
  private readonly tasks: number[] = []
  private spites = 0

  constructor(
    private readonly agenda: Agenda,
    private readonly chance: Chance,
    private readonly network: VirtualNetwork,
    private readonly wire: Wire,
    private readonly ledger: Ledger,
  ) {}

  begin(): void {
    const { chance } = this
    const submissions: Wish[] = [() => this.dataset()]
    for (let tasks = 1 + chance.below(3); tasks > 0; tasks--) submissions.push((number) => this.submission(number))
    const interventions: Wish[] = []
    for (let count = chance.below(7); count > 0; count--) interventions.push((number) => this.intervention(number))
    interventions.push(
      () => ({ report: 'pause', isPaused: false }),
      () => ({ report: 'queueChanged', queue: 'CERN', status: 'online' }),
    )
    this.act('user', submissions, 0)
    this.actAlone()
    this.act('operator', interventions, 0)
  }

  /** Somebody ends a task, or one of its jobs, at the very moment when something else happens to it. */
  interfere(task: number, id: number): void {
    const { chance, network, wire } = this
    if (!chance.is(0.08)) return
    const key = `spite ${++this.spites}`
    const report: LiveReport = chance.pick([
      { report: 'killTask', task },
      { report: 'kill', id },
      { report: 'killGently', id },
    ])
    network.call(wire.reporting(key, report, key), () => undefined)
  }

  private act(name: string, wishes: readonly Wish[], done: number): void {
    const { agenda, chance, network, wire } = this
    if (done === 0) this.busy++
    if (done === wishes.length) {
      this.busy--
      return
    }
    agenda.after(done === 0 ? 0 : chance.between(0, 120), () => {
      const report = wishes[done](done)
      const next = (): void => this.act(name, wishes, done + 1)
      if (report === undefined) {
        next()
        return
      }
      const key = `${name} ${done}`
      network.call(wire.reporting(key, report, key), (reply) => {
        if (report.report === 'submit' && 'answer' in reply) this.tasks.push((reply.answer as { task: number }).task)
        next()
      })
    })
  }

  /** Asks for what there is by this wire alone. */
  private actAlone(): void {
    const { agenda, chance, network, wire } = this
    const request = wire.alone()
    if (request === undefined) return
    this.busy++
    agenda.after(chance.between(0, 120), () => network.call(request, () => this.busy--))
  }

  private dataset(): LiveReport {
    return { report: 'datasetKnown', name: 'input', bytes: 4e9, sites: ['CERN'], files: 4, tapes: [] }
  }

  private submission(number: number): LiveReport {
    const { chance } = this
    const hasInput = chance.is(0.4)
    const jobs = chance.is(0.4) ? 1 : 2 + chance.below(4)
    const cores = chance.is(0.2) ? 8 : 1
    const task: TaskSubmission = taskOf({
      name: `task-${number}`,
      jobs,
      cores,
      priority: chance.pick([100, 500, 900]),
      queue: cores === 8 || hasInput ? 'BNL' : chance.pick(['BNL', 'CERN', undefined]),
      ...(hasInput && { dataset: 'input', inputBytes: 1e9, inputFiles: 1 }),
      outputBytes: 1e8,
      nucleus: chance.is(0.4) ? 'BNL' : undefined,
      maxAttempts: 2 + chance.below(4),
      maxFailures: 1 + chance.below(3),
    })
    const specs: SubmittedSpec[] = [{ ordinal: -1, body: JSON.stringify({ command: [`run ${number}`] }) }]
    for (let ordinal = 0; ordinal < jobs; ordinal++) {
      if (chance.is(0.5)) specs.push({ ordinal, body: JSON.stringify({ environment: { SEED: `${ordinal}` } }) })
    }
    return { report: 'submit', task, specs }
  }

  private intervention(number: number): LiveReport | undefined {
    const { chance, tasks, ledger } = this
    const known = ledger.seen.flatMap(({ id, state }) => (state === undefined ? [] : [id]))
    const task = tasks.length === 0 ? undefined : chance.pick(tasks)
    switch (chance.below(10)) {
      case 0:
      case 1: {
        const report = chance.pick(['kill', 'killGently'] as const)
        return known.length === 0 ? undefined : { report, id: chance.pick(known) }
      }
      case 2:
        return task === undefined ? undefined : { report: 'killTask', task }
      case 3:
        // Each time another one, so that each can be found among the facts.
        return task === undefined ? undefined : { report: 'reprioritise', task, priority: 1000 - number }
      case 4:
        return { report: 'limits', constants: { queueCapJobs: 20 + number } }
      case 5:
        return { report: 'queueChanged', queue: 'CERN', status: chance.pick(['offline', 'brokeroff', 'online']) }
      case 6:
        return { report: 'storageChanged', site: 'BNL', news: { freeBytes: 1e15 * (1 + number), totalBytes: 1e18 } }
      case 7:
        return { report: 'linkMeasured', from: 'CERN', to: 'BNL', rates: { hourMBps: number, dayMBps: 7, weekMBps: 8 } }
      case 8:
        return chance.pick([nowhere, nothing, unknown])
      default:
        return { report: 'pause', isPaused: chance.is(0.5) }
    }
  }
}

/** What must be refused, and leave no trace. */
const nowhere: LiveReport = { report: 'submit', task: taskOf({ name: 'nowhere', queue: 'LYON' }), specs: [] }
const nothing: LiveReport = { report: 'submit', task: taskOf({ name: 'nothing', jobs: 0 }), specs: [] }
const unknown: LiveReport = { report: 'limits', constants: { queueCapJobs: 99, nothing: 1 } }
