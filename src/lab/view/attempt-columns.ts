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
  isFirst: 'attempt = 1',
  isLast: `NOT EXISTS (SELECT 1 FROM attempts AS later
    WHERE later.attempt > 1 AND later.task = own.task AND later.ordinal = own.ordinal AND later.attempt = own.attempt + 1)`,
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
  /** What the columns of names point into; -1 points to none. Times are Infinity where an attempt did not come so far. */
  readonly names: Readonly<Record<NameList, readonly string[]>>
}

/** Reads the columns out of tables whose names are numbers already. */
export async function readAttemptColumns(reader: ResultsReader): Promise<AttemptColumns> {
  const [{ length }] = await reader.rows<{ length: number }>('SELECT count(*) AS length FROM attempts')
  const read = async (expressions: readonly string[]): Promise<Float64Array[]> => {
    const doubles = expressions.map((one) => `(${one})::DOUBLE`).join(', ')
    return reader.columns(`SELECT ${doubles} FROM attempts AS own ORDER BY pandaId`, length)
  }
  const wholeOf = async (expressions: readonly string[]): Promise<Int32Array[]> =>
    (await read(expressions)).map((column) => Int32Array.from(column))
  return {
    length,
    ...named(Object.keys(numbers) as (keyof typeof numbers)[], await wholeOf(Object.values(numbers))),
    ...named(names, await wholeOf(names.map((name) => `coalesce(enum_code("${name}")::INTEGER, -1)`))),
    ...named(
      Object.keys(times) as TimeName[],
      await read(Object.values(times).map((time) => `coalesce(${time}, 'Infinity'::DOUBLE)`)),
    ),
    names: named(names, await Promise.all(names.map((name) => namesOf(reader, name)))),
  }
}

function named<Name extends string, Value>(keys: readonly Name[], values: readonly Value[]): Record<Name, Value> {
  return Object.fromEntries(keys.map((key, place) => [key, values[place]])) as Record<Name, Value>
}

async function namesOf(reader: ResultsReader, name: NameList): Promise<readonly string[]> {
  const rows = await reader.rows<{ name: string }>(`SELECT unnest(enum_range(NULL::${name}_name))::VARCHAR AS name`)
  return rows.map((row) => row.name)
}
