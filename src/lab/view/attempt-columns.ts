import type { ResultsReader } from '../explain/results-reader.js'

/** Times of an attempt in the order of its life. */
const times = {
  created: 'createdSeconds',
  brokered: 'brokeredSeconds',
  activated: 'activatedSeconds',
  sent: 'sentSeconds',
  started: 'startSeconds',
  /** When it ran no longer: to the server a silent pilot runs until it is given up. */
  left: "CASE WHEN cause = 'lost heartbeat' THEN endSeconds ELSE coalesce(runEndSeconds, outputStartSeconds, endSeconds) END",
  /** When its payload ended, or was heard for the last time. */
  runEnded: 'coalesce(runEndSeconds, endSeconds)',
  outputStarted: 'outputStartSeconds',
  ended: 'endSeconds',
} as const

const names = ['task', 'queue', 'user', 'share', 'state', 'cause'] as const

const numbers = {
  pandaId: 'pandaId',
  priority: 'priority',
  cores: 'greatest(1, cores)',
  errorCode: 'errorCode',
  /** 1: the first attempt at a job. */
  isFirst: 'attempt = 1',
} as const

type TimeName = keyof typeof times
type NameList = (typeof names)[number]

/**
 * All attempts of a run in columns, in the order of their PandaIDs: about 130 bytes each. A million are walked in a hundredth of a
 * second, so that every moment can be counted when it is asked for.
 */
export interface AttemptColumns extends Readonly<
  Record<TimeName, Float64Array> & Record<NameList, Int32Array> & Record<keyof typeof numbers, Int32Array>
> {
  readonly length: number
  /** 1: no later attempt at the job followed. */
  readonly isLast: Uint8Array
  /** What the columns of names point into; -1 points to none. Times are Infinity where an attempt did not come so far. */
  readonly names: Readonly<Record<NameList, readonly string[]>>
}

/** Reads the columns out of tables whose names are numbers already. */
export async function readAttemptColumns(reader: ResultsReader): Promise<AttemptColumns> {
  const [{ length }] = await reader.rows<{ length: number }>('SELECT count(*) AS length FROM attempts')
  const read = async (expressions: readonly string[]): Promise<Float64Array[]> => {
    const doubles = expressions.map((one) => `(${one})::DOUBLE`).join(', ')
    return reader.columns(`SELECT ${doubles} FROM attempts`, length)
  }
  const wholeOf = async (expressions: readonly string[]): Promise<Int32Array[]> =>
    (await read(expressions)).map((column) => Int32Array.from(column))
  const own = named(Object.keys(numbers) as (keyof typeof numbers)[], await wholeOf(Object.values(numbers)))
  return {
    length,
    ...own,
    isLast: await lastOnes(reader, own.pandaId),
    ...named(names, await wholeOf(names.map((name) => `coalesce(enum_code("${name}")::INTEGER, -1)`))),
    ...named(
      Object.keys(times) as TimeName[],
      await read(Object.values(times).map((time) => `coalesce(${time}, 'Infinity'::DOUBLE)`)),
    ),
    names: named(names, await Promise.all(names.map((name) => namesOf(reader, name)))),
  }
}

async function lastOnes(reader: ResultsReader, pandaId: Int32Array): Promise<Uint8Array> {
  const followed = await reader.rows<{ pandaId: number }>(
    `SELECT own.pandaId FROM attempts AS own JOIN attempts AS later ON later.task = own.task AND later.ordinal = own.ordinal
      AND later.attempt = own.attempt + 1 WHERE later.attempt > 1`,
  )
  const isLast = new Uint8Array(pandaId.length).fill(1)
  for (const one of followed) isLast[rowOf(pandaId, one.pandaId)] = 0
  return isLast
}

/** The row of an attempt: rows stand in the order of PandaIDs, as in the table. */
export function rowOf(pandaId: Int32Array, id: number): number {
  let [low, high] = [0, pandaId.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (pandaId[middle] < id) low = middle + 1
    else high = middle
  }
  if (pandaId[low] !== id) throw new Error(`attempt ${id} is not in its place in the table of attempts`)
  return low
}

function named<Name extends string, Value>(keys: readonly Name[], values: readonly Value[]): Record<Name, Value> {
  return Object.fromEntries(keys.map((key, place) => [key, values[place]])) as Record<Name, Value>
}

async function namesOf(reader: ResultsReader, name: NameList): Promise<readonly string[]> {
  const rows = await reader.rows<{ name: string }>(`SELECT unnest(enum_range(NULL::${name}_name))::VARCHAR AS name`)
  return rows.map((row) => row.name)
}
