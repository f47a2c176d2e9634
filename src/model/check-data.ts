import { aliveRows } from './alive-rows.js'
import { Cause } from './cause.js'
import { type DatasetTable, type Replica, ReplicaKind, replicaKindNames } from './dataset-table.js'
import { story } from './move.js'
import type { State } from './state.js'
import { type DatasetRow, NONE } from './units.js'

/**
 * Recounts transfers and their files, and the copies of datasets.
 * @throws at the first difference
 */
export function checkData(state: State): void {
  checkOwners(state)
  checkQueuedFiles(state)
  const seen = new Int32Array(state.grid.sites.length * replicaKindNames.length)
  for (let row = 0; row < state.datasets.copies.length; row++) checkCopies(state.datasets, row, seen)
}

/** A job that says a transfer is under way for it is the job that the transfer is for. */
function checkOwners(state: State): void {
  const { jobs, transfers } = state
  for (const row of aliveRows(jobs)) {
    const transfer = jobs.transfer(row)
    if (transfer !== NONE && (transfers.job[transfer] !== row || transfers.jobId[transfer] !== jobs.id(row))) {
      throw new Error(`transfer ${transfer} is not for ${story(state, row, Cause.course)}`)
    }
  }
}

/** Files on their way, by activity and link, are those of the transfers under way. */
function checkQueuedFiles({ transfers, grid }: State): void {
  const sites = grid.sites.length
  const counted = new Int32Array(transfers.queuedFiles.length)
  for (let row = 0; row < transfers.top; row++) {
    if (transfers.number[row] === 0) continue
    counted[(transfers.activity[row] * sites + transfers.from[row]) * sites + transfers.to[row]] += transfers.files[row]
  }
  for (let at = 0; at < counted.length; at++) {
    const kept = transfers.queuedFiles[at]
    if (counted[at] === kept) continue
    const [from, to] = [Math.floor(at / sites) % sites, at % sites]
    const where = `${grid.sites[from].name} to ${grid.sites[to].name}, activity ${Math.floor(at / (sites * sites))}`
    throw new Error(`files from ${where}: counted ${counted[at]}, kept ${kept}`)
  }
}

/**
 * One copy of a kind at a site; what is complete is listed; a copy that came in parts is as large as its parts.
 * @param seen one above the last dataset with a copy at each site and of each kind
 */
function checkCopies(datasets: DatasetTable, row: DatasetRow, seen: Int32Array): void {
  const where = (): string => `dataset ${datasets.nameOf(row)}`
  const words = (copy: Replica): string => `${replicaKindNames[copy.kind]} copy at site ${copy.site}`
  const complete: number[] = []
  for (const copy of datasets.copies[row]) {
    const place = copy.site * replicaKindNames.length + copy.kind
    if (seen[place] === row + 1) throw new Error(`${where()}: more than one ${words(copy)}`)
    seen[place] = row + 1
    const fault = faultOf(copy, datasets.bytes[row], datasets.files[row])
    if (fault !== undefined) throw new Error(`${where()}, ${words(copy)}: ${fault}`)
    const isWhole = copy.bytes >= datasets.bytes[row] && copy.files >= datasets.files[row]
    if (isWhole && copy.kind !== ReplicaKind.tape) complete.push(copy.site)
  }
  const kept = datasets.replicas[row]
  if (complete.length !== kept.length || complete.some((site, i) => site !== kept[i])) {
    throw new Error(`${where()}: complete at sites ${complete.join()}, but kept as complete at ${kept.join()}`)
  }
}

/** What is wrong with a copy. Words are only made for faults: a run of a day ends with many copies to look at. */
function faultOf({ parts, bytes, files }: Replica, allBytes: number, allFiles: number): string | undefined {
  if (bytes > allBytes || files > allFiles) return 'larger than the dataset'
  if (parts === undefined) return undefined
  const counted = parts.recount()
  if (counted !== parts.count) return `${counted} parts are there, counted as ${parts.count}`
  const share = counted / parts.total
  if (bytes === allBytes * share && files === Math.floor(allFiles * share)) return undefined
  return `${bytes} bytes and ${files} files for ${counted} of ${parts.total} parts`
}
