import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { formatBytes, formatCount } from '../src/model/format.js'
import { readTrace } from '../src/sim/traces/open-trace.js'
import { version } from '../src/sim/version.js'

/** What reading a PanDA CSV with faults costs. */
export interface CsvCost {
  bench: string
  version: string
  node: string
  rows: number
  columns: number
  bytes: number
  /** User and system time of all threads, over the reading alone. */
  cpuSeconds: number
  wallSeconds: number
  rowsPerCpuSecond: number
  /** Peak memory of the process. */
  peakRssBytes: number
  /** Rows that became jobs. */
  jobs: number
  /** Faults by kind, as they were found: exactly those that were planted, or there is no result. */
  faults: Readonly<Record<string, number>>
}

/** The cells of a row by their columns. */
type Cells = Record<string, string>

interface PlantedFault {
  /** The kind under which the reader should count it. */
  readonly kind: string
  /** Whether the row is lost. */
  readonly loses: boolean
  /** The line with the fault in it. */
  plant(cells: Cells): string
}

/** One fault for so many rows of the real size, a million: the small size has as many. */
const ROWS_A_FAULT = 10_000
const REAL_ROWS = 1_000_000

const plantedFaults: readonly PlantedFault[] = [
  { kind: 'number of fields', loses: true, plant: (cells) => lineOf(cells).replace(/,"\w+"/, '') },
  { kind: 'number of fields', loses: true, plant: (cells) => lineOf({ ...cells, extra: '0' }) },
  { kind: 'cpuconsumptiontime', loses: true, plant: (cells) => lineOf({ ...cells, cpuconsumptiontime: '12 h' }) },
  { kind: 'creationtime', loses: true, plant: (cells) => lineOf({ ...cells, creationtime: '1970-01-01 00:00:00' }) },
  {
    kind: 'order',
    loses: true,
    plant: (cells) => lineOf({ ...cells, creationtime: '2099-01-01 00:00:00', starttime: '', endtime: '' }),
  },
  { kind: 'quotes', loses: true, plant: (cells) => lineOf(cells).replace(/"\n$/, '\n') },
  { kind: 'quotes', loses: true, plant: (cells) => lineOf(cells).replace('","', ',"') },
  {
    kind: 'quote inside a field, taken as text',
    loses: false,
    plant: (cells) => lineOf({ ...cells, produsername: 'a "user"' }),
  },
  {
    kind: 'end before start, run time taken as unknown',
    loses: false,
    plant: (cells) => lineOf({ ...cells, endtime: cells.creationtime }),
  },
  { kind: 'empty line, passed over', loses: false, plant: (cells) => `\n${lineOf(cells)}` },
]

/** Writes a quoted CSV of ten columns with a hundred faults into a temporary folder, reads it and measures that. */
export async function csv(scale: number): Promise<CsvCost> {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-bench-'))
  try {
    const file = join(folder, 'jobs.csv')
    const rows = Math.round(scale * REAL_ROWS)
    const planted = new FaultPlan(rows, Math.round(scale * ROWS_A_FAULT))
    await pipeline(Readable.from(planted.text()), createWriteStream(file))
    return await measured(file, rows, planted)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The cost in two lines. */
export function csvText(cost: CsvCost): string {
  const faults = Object.entries(cost.faults).map(([kind, count]) => `${count} × ${kind}`)
  return [
    `csv: ${formatCount(cost.rows)} rows of ${cost.columns} quoted columns (${formatBytes(cost.bytes)}), ${cost.cpuSeconds.toFixed(2)} s CPU, ${formatCount(cost.rowsPerCpuSecond)} rows a second of CPU, ${formatBytes(cost.peakRssBytes)} at peak`,
    `${formatCount(cost.jobs)} jobs; all faults found that were planted: ${faults.join(', ')}`,
  ].join('\n')
}

async function measured(file: string, rows: number, planted: FaultPlan): Promise<CsvCost> {
  let jobs = 0
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  const found = await readTrace(file, (batch) => void (jobs += batch.length), { skipFaults: true })
  const { user, system } = process.cpuUsage(cpuBefore)
  const wallSeconds = (performance.now() - began) / 1000
  const cpuSeconds = (user + system) / 1e6
  const faults = { ...found.leftOut.byKind, ...found.mended }
  planted.check(faults, jobs)
  return {
    bench: 'csv',
    version,
    node: process.version,
    rows,
    columns: Object.keys(cellsOf(0)).length,
    bytes: found.bytes,
    cpuSeconds,
    wallSeconds,
    rowsPerCpuSecond: rows / cpuSeconds,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    jobs,
    faults,
  }
}

/** Which rows get which fault, and what a reader must find. */
class FaultPlan {
  readonly #planted: Record<string, number> = {}
  #lost = 0

  constructor(
    private readonly rows: number,
    private readonly rowsAFault: number,
  ) {}

  *text(): Generator<string> {
    yield lineOf(Object.fromEntries(Object.keys(cellsOf(0)).map((column) => [column, column])))
    for (let row = 0; row < this.rows; row += this.rowsAFault) yield this.#stretch(row)
  }

  /** @throws when other faults or jobs were found than there are */
  check(faults: Record<string, number>, jobs: number): void {
    const expected = inWords(this.#planted, this.rows - this.#lost)
    const found = inWords(faults, jobs)
    if (found !== expected) throw new Error(`found ${found}; planted ${expected}`)
  }

  /** The rows from one fault to the next; the fault stands in the middle. */
  #stretch(from: number): string {
    const count = Math.min(this.rowsAFault, this.rows - from)
    const lines = Array.from({ length: count }, (_, row) => lineOf(cellsOf(from + row)))
    const middle = Math.floor(count / 2)
    const fault = plantedFaults[(from / this.rowsAFault) % plantedFaults.length]
    lines[middle] = fault.plant(cellsOf(from + middle))
    this.#planted[fault.kind] = (this.#planted[fault.kind] ?? 0) + 1
    if (fault.loses) this.#lost++
    return lines.join('')
  }
}

function inWords(faults: Record<string, number>, jobs: number): string {
  const kinds = Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1))
  return [`${jobs} jobs`, ...kinds.map(([kind, count]) => `${count} × ${kind}`)].join(', ')
}

/** A made-up job record: ten columns that a replay reads. */
function cellsOf(row: number): Cells {
  const created = 1_714_550_400 + Math.floor(row / 12)
  const started = created + 60 + ((row * 7919) % 20_000)
  return {
    pandaid: String(6_300_000_000 + row),
    creationtime: timeText(created),
    starttime: timeText(started),
    endtime: timeText(started + 600 + ((row * 104_729) % 40_000)),
    jobstatus: row % 11 === 0 ? 'failed' : 'finished',
    computingsite: `SITE_${row % 150}`,
    corecount: row % 3 === 0 ? '8' : '1',
    cpuconsumptiontime: String(500 + ((row * 6131) % 90_000)),
    produsername: `user ${row % 700}`,
    inputfilebytes: String((row * 15_485_863) % 10_000_000_000),
  }
}

function timeText(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
}

function lineOf(cells: Cells): string {
  return `"${Object.values(cells).join('","')}"\n`
}
