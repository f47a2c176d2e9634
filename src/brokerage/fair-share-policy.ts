/** The part of a task that a queue's fair-share policy asks about (brokerage.md §B.5). */
export interface FairShareWork {
  /** Group of the processing type, from `processingGroupOf`. */
  readonly processingGroup: string
  /** Undefined when the task has none. */
  readonly workingGroup: string | undefined
  readonly share: string | undefined
  readonly priority: number
}

/** A queue's fair-share policy, ready to be asked: entries in the order in which they are tried. */
export type FairSharePolicy = readonly FairShareEntry[]

interface FairShareEntry {
  /** What the entry asks of a task, in the order in which it is asked. */
  readonly filters: readonly Filter[]
  /** The comparison of the priority, where there is one that can be evaluated. */
  readonly comparisons: readonly Comparison[]
  readonly refuses: boolean
}

/** Whether a task fits; undefined when the filter's pattern cannot be read. */
type Filter = (work: FairShareWork) => boolean | undefined
type Comparison = (priority: number) => boolean

/** Processing types that are grouped, by group; every other type is one of the others. */
const typesOfGroup: Readonly<Record<string, readonly string[]>> = {
  evgen: ['evgen'],
  simul: ['simul'],
  reprocessing: ['reprocessing'],
  test: ['prod_test', 'validation', 'ptest', 'rc_test', 'rc_test2', 'rc_alrb'],
  mcore: ['mcore'],
  group: ['group'],
  deriv: ['deriv'],
  pile: ['pile'],
  merge: ['merge'],
}
const OTHER_GROUP = 'others'
const groupOfType = new Map(
  Object.entries(typesOfGroup).flatMap(([group, types]) => types.map((type) => [type, group] as const)),
)

/** Group that a processing type counts for in fair-share policies. */
export function processingGroupOf(processingType: string | undefined): string {
  return groupOfType.get(processingType ?? '') ?? OTHER_GROUP
}

/**
 * Reads a policy as a queue publishes it: entries between commas, each of filters and, last, its value, between colons.
 * No text is a policy that refuses nothing.
 */
export function readFairSharePolicy(text: string | undefined): FairSharePolicy {
  return text === undefined || text === '' ? [] : text.split(',').map(readEntry)
}

/**
 * Whether a queue's policy leaves no share to a task: the first entry that fits it decides. Merge chunks ignore priorities: an
 * entry's comparison then counts as met, so that the entry fits more work than it was written for.
 */
export function refuses(policy: FairSharePolicy, work: FairShareWork, ignorePriority: boolean): boolean {
  if (policy.length === 0 || work.processingGroup === 'test') return false
  for (const { filters, comparisons, refuses: value } of policy) {
    const fits = fitsAll(filters, work)
    if (fits === undefined) return false
    if (fits && (ignorePriority || comparisons.every((isMet) => isMet(work.priority)))) return value
  }
  return false
}

/** Filters after the first that says no, or cannot be read, are not looked at. */
function fitsAll(filters: readonly Filter[], work: FairShareWork): boolean | undefined {
  for (const filter of filters) {
    const fits = filter(work)
    if (fits !== true) return fits
  }
  return true
}

/**
 * What the filters ask about, in their order. A missing group is an empty text; tasks without a share fit any filter on the
 * share.
 */
const askedAbout: readonly (readonly [key: string, valueOf: (work: FairShareWork) => string | undefined])[] = [
  ['type', ({ processingGroup }) => processingGroup],
  ['group', ({ workingGroup }) => workingGroup ?? ''],
  ['gshare', ({ share }) => share],
]

function readEntry(text: string): FairShareEntry {
  const fields = text.split(':')
  // Blanks count, so that ` 0%` is a value like any other.
  const value = fields.at(-1)
  return {
    filters: askedAbout.flatMap(([key, valueOf]) => readFilter(lastOf(fields, `${key}=`), valueOf)),
    comparisons: readComparison(lastOf(fields, 'priority')),
    refuses: value === '0' || value === '0%',
  }
}

/** What follows a key, in the last field that begins with it. */
function lastOf(fields: readonly string[], key: string): string | undefined {
  return fields.findLast((field) => field.startsWith(key))?.slice(key.length)
}

function readFilter(pattern: string | undefined, valueOf: (work: FairShareWork) => string | undefined): Filter[] {
  if (pattern === undefined || pattern === 'any') return []
  const expression = readPattern(pattern)
  return [
    (work) => {
      const value = valueOf(work)
      return value === undefined || expression?.test(value)
    },
  ]
}

/**
 * A pattern is a regular expression from the value's beginning to its end in which `*` stands for anything; of `a|b` only
 * a's beginning and b's end are bound. Undefined when it is none.
 */
function readPattern(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
  } catch {
    return undefined
  }
}

const comparers: Readonly<Record<string, (priority: number, bound: number) => boolean>> = {
  '<': (priority, bound) => priority < bound,
  '<=': (priority, bound) => priority <= bound,
  '>': (priority, bound) => priority > bound,
  '>=': (priority, bound) => priority >= bound,
  '==': (priority, bound) => priority === bound,
  '!=': (priority, bound) => priority !== bound,
}

/** A comparison such as `>=900`; one that cannot be evaluated (`=400`) is no condition. */
function readComparison(text: string | undefined): Comparison[] {
  const [, operator, bound] = /^ *([<>]=?|[=!]=) *(-?\d+(?:\.\d+)?) *$/.exec(text ?? '') ?? []
  if (operator === undefined) return []
  const compare = comparers[operator]
  return [(priority) => compare(priority, Number(bound))]
}
