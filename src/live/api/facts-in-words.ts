/** Facts of the journal with names in place of numbers. */
import type { Core } from '../../brokerage/core.js'
import { causeNames } from '../../model/cause.js'
import { defaultConstants } from '../../model/constants.js'
import { replicaKindNames } from '../../model/dataset-table.js'
import { queueStatuses } from '../../model/grid.js'
import { jobStateNames } from '../../model/job-state.js'
import { TransferKind } from '../../model/transfer-table.js'
import { NONE } from '../../model/units.js'
import type { StoredFact } from '../store/commit.js'

/** A fact as the API tells it: its running number, its time, what kind it is, and what that kind has to say. */
export interface ToldFact {
  readonly number: number
  readonly at: string
  readonly kind: FactKind
  readonly [field: string]: string | number | boolean | null
}

type Words = Record<string, string | number | boolean | null>
type Telling = (core: Core, subject: number, a: number, b: number, c: number, d: number) => Words

/** How each kind of fact is told, in the order of their numbers. */
const tellings = {
  jobCreated: (_, job, __, ordinal, attempt) => ({ job, ordinal, attempt }),
  jobMoved: (core, job, from, to, face, cause) => ({
    job,
    from: jobStateNames[from],
    to: jobStateNames[to],
    ...placeOf(core, face),
    cause: causeNames[cause],
  }),
  taskSubmitted: (_, task, __, jobs, firstOrdinal, priority) => ({ task, jobs, firstOrdinal, priority }),
  taskEnded: (_, task, finished, failed, cancelled) => ({ task, finished, failed, cancelled }),
  transferOrdered: (core, job, kind, from, to, megabytes) => ({
    job,
    transfer: transferWord(kind),
    from: siteName(core, from),
    to: siteName(core, to),
    megabytes,
  }),
  transferEnded: (core, job, kind, from, to, arrived) => ({
    job,
    transfer: transferWord(kind),
    from: siteName(core, from),
    to: siteName(core, to),
    arrived: arrived === 1,
  }),
  pilotsRequested: (core, pilots, face) => ({ pilots, ...placeOf(core, face) }),
  pilotsLost: (core, pilots, face) => ({ pilots, ...placeOf(core, face) }),
  queueChanged: (core, queue, status) => ({
    queue: core.state.grid.queues[queue]?.name ?? null,
    status: queueStatuses[status],
  }),
  hearingGap: (_, milliseconds) => ({ seconds: milliseconds / 1000 }),
  datasetKnown: (core, dataset, copies, megabytes) => ({ dataset: datasetName(core, dataset), copies, megabytes }),
  replicaAdded: (core, dataset, site, kind) => ({
    dataset: datasetName(core, dataset),
    site: siteName(core, site),
    copy: replicaKindNames[kind],
  }),
  replicaGone: (core, dataset, site, kind) => ({
    dataset: datasetName(core, dataset),
    site: siteName(core, site),
    copy: replicaKindNames[kind],
  }),
  nucleusChosen: (core, task, site) => ({ task, site: siteName(core, site) }),
  storageChanged: (core, site, abilities) => ({
    site: siteName(core, site),
    readLan: (abilities & 1) !== 0,
    writeLan: (abilities & 2) !== 0,
    readWan: (abilities & 4) !== 0,
    writeWan: (abilities & 8) !== 0,
  }),
  taskChanged: (_, task, priority) => ({ task, priority }),
  taskKilled: (_, task, notCreated) => ({ task, notCreated }),
  brokeragePaused: (_, paused) => ({ isPaused: paused === 1 }),
  limitChanged: (_, thousandths, place) => ({ constant: constantNames[place] ?? null, value: thousandths / 1000 }),
  endAsked: (_, job) => ({ job }),
} satisfies Record<string, Telling>

/** In the order of their places. */
const constantNames = Object.keys(defaultConstants)

export type FactKind = keyof typeof tellings
const kinds = Object.keys(tellings) as FactKind[]

/** Tells a fact. @param bornMilliseconds the zero of the core's time, since 1970 */
export function toldFact(core: Core, bornMilliseconds: number, number: number, fact: StoredFact): ToldFact {
  const [code, seconds, subject, a, b, c, d] = fact
  const kind = kinds[code]
  const tell: Telling = tellings[kind]
  const at = new Date(bornMilliseconds + Math.round(seconds * 1000)).toISOString()
  return { number, at, kind, ...tell(core, subject, a, b, c, d) }
}

function placeOf({ state: { grid } }: Core, face: number): Words {
  if (face === NONE || face >= grid.faces.length) return { queue: null, site: null, cores: null }
  const { queue, cores } = grid.faces[face]
  return { queue: queue.name, site: grid.sites[queue.siteIndex].name, cores }
}

function siteName({ state: { grid } }: Core, site: number): string | null {
  return grid.sites[site]?.name ?? null
}

function datasetName({ state: { datasets } }: Core, dataset: number): string | null {
  return datasets.nameOf(dataset) ?? null
}

function transferWord(kind: number): string {
  return kind === TransferKind.input ? 'input' : 'output'
}
