import { ReplicaKind } from '../model/dataset-table.js'
import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import type { JobRow, Seconds } from '../model/units.js'

/** The input of a job has come to a site and stays there as a part of a cached copy, which is complete once all parts are there. */
export function keepPart({ jobs, tasks, datasets, journal }: State, row: JobRow, site: number, now: Seconds): void {
  const task = jobs.task(row)
  const dataset = tasks.dataset[task]
  const of = datasets.partsOf(dataset, tasks.inputBytes[task])
  if (!datasets.addPart(dataset, site, jobs.ordinal(row) % of, of) || !datasets.isAt(dataset, site)) return
  journal.write(Fact.replicaAdded, now, dataset, site, ReplicaKind.cached, 0, 0, dataset)
}
