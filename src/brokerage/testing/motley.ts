/** Scenes of every sort, each made of a number: what contracts of steps, weighers, choosers and policies are held against. */
import type { Constants } from '../../model/constants.js'
import { keyOf, uniform } from '../../model/draws.js'
import { seed } from '../../model/testing/small-grid.js'
import { type Scene, sceneOf, type Work } from './scene.js'

/** Takes one of these. */
type Pick = <T>(...choices: readonly T[]) => T

/** A scene, and what it was made of. */
export interface Motley extends Scene {
  readonly work: Work
  /** The same queues, with nothing known of how they fare. */
  readonly calmTable: string
}

const purpose = keyOf('test.motley')

/** The scene of this number, with so many queues: A, B, C, ... */
export function motley(number: number, queues = 6): Motley {
  let drawn = 0
  const pick: Pick = (...choices) => choices[Math.floor(uniform(seed, purpose, number, drawn++, 0) * choices.length)]
  const work = someWork(pick)
  const names = Array.from({ length: queues }, (_, i) => String.fromCharCode('A'.charCodeAt(0) + i))
  const traits = names.map((queue) => traitsOf(queue, pick))
  const conditions = names.map(() => conditionOf(pick))
  const table = tableOf(traits.map((line, i) => ({ ...line, ...conditions[i] })))
  return { ...sceneOf(table, work, someConstants(pick)), work, calmTable: tableOf(traits) }
}

/** The harmless choice nineteen times out of twenty. */
function rather<T>(pick: Pick, harmless: T, ...others: readonly T[]): T {
  return pick(...Array<boolean>(19).fill(true), false) ? harmless : pick(...others)
}

function someWork(pick: Pick): Work {
  return {
    cores: pick(1, 1, 4, 8),
    maxCores: rather(pick, 0, 4),
    memoryMBPerCore: pick(0, 1000, 2000, 4000),
    scratchMB: pick(0, 1000, 5000),
    vo: rather(pick, 'atlas', 'cms'),
    label: pick('managed', 'user', 'prod_test'),
    connectivity: rather(pick, '', 'http', 'full'),
    processingType: pick('', 'evgen', 'urgent'),
    share: pick('simulation', 'simulation', 'group', 'test'),
    priority: pick(100, 500, 850, 960, 1001),
    walltimeSeconds: pick(0, 30, 3000, 90_000),
    hs06Seconds: pick(0, 100_000),
    jobs: pick(1, 100),
    inputBytes: pick(0, 1e9, 2e10),
    inputFiles: pick(1, 25, 200),
    outputBytes: pick(0, 4e9),
    ...rather<Partial<Work>>(pick, {}, { queues: ['A'] }, { queues: ['C', 'F'] }),
    ...pick<Partial<Work>>({}, { nucleus: 'A' }, { nucleus: 'C' }, { nucleus: 'E' }),
    rules: {
      isScout: rather(pick, false, true),
      isMerge: rather(pick, false, true),
      isEventService: rather(pick, false, true),
      isPrestaged: rather(pick, false, true),
      ioIntensityKBps: pick(0, 0, 150, 300, 600),
      diskIoKBps: pick(0, 900),
      nucleusWeight: pick(0, 0, 0, 0, -1, 2),
      readsOverLan: pick('no', 'no', 'use', 'only'),
      workBytes: pick(0, 1e9),
    },
  }
}

type Columns = Readonly<Record<string, string | number>>

function traitsOf(queue: string, pick: Pick): Columns {
  return {
    queue,
    // Sites that others name are always there.
    site: 'ACE'.includes(queue) ? queue : rather(pick, queue, 'A', 'C'),
    tier: pick(1, 2),
    network: rather(pick, 'yes', 'no'),
    status: rather(pick, 'online', 'standby', 'brokeroff', 'test', 'offline'),
    cores: pick('1', '8', '1+8', '1+8', '4'),
    memory: pick(0, 0, 0, 1500, 4000),
    minmemory: rather(pick, 0, 1500),
    walltime: pick(0, 0, 0, 3600, 200_000),
    minwalltime: rather(pick, 0, 60, 7200),
    scratch: pick(0, 0, 0, 500, 90_000),
    power: pick(5, 10, 20),
    vos: rather(pick, 'all', 'atlas+cms', 'lhcb'),
    labels: rather(pick, 'all', 'managed', 'user'),
    policy: rather(pick, '-', 'type=evgen:0', 'priority>400:0'),
    direct: pick('no', 'lan', 'wan', 'always'),
    maxdiskio: rather(pick, 0, 500),
    maxio: rather(pick, 0, 200),
    transferlimit: pick(0, 0, 3),
    pledged: pick(0, 0, 0, -1, 8),
    localonly: rather(pick, 'no', 'yes'),
    seed: rather(pick, 'all', 'std', 'es', 'eshigh'),
    reach: pick('full', 'full', 'http', 'none', '-'),
    server: pick('no', 'yes'),
    standby: rather(pick, '-', '0', '9'),
    nucleus: rather(pick, 'A', 'C'),
    readsfrom: rather(pick, '-', 'A', 'C'),
  }
}

function conditionOf(pick: Pick): Columns {
  return {
    input: pick('no', 'yes', '1', 'tape', 'cache'),
    running: pick(0, 1, 5, 50),
    activated: pick(0, 0, 0, 10, 40),
    starting: rather(pick, 0, 3),
    defined: rather(pick, 0, 1),
    assigned: pick(0, 0, 1, 9, 30),
    transferring: pick(0, 2, 5, 5, 2001),
    stuck: rather(pick, 0, 2),
    othershare: rather(pick, 0, 4),
    otherrunning: rather(pick, 0, 4),
    othertype: rather(pick, 0, 4),
    traffic: rather(pick, 0, 900),
    generated: rather(pick, 0, 5),
    workers: pick(0, 7, 90),
    locked: rather(pick, 'no', 'yes'),
    storage: rather(pick, 'ok', '-readLan', '-writeLan', '-readWan', '-writeWan', '-readLan-readWan'),
    free: rather(pick, 9000, 199),
    linkfiles: rather(pick, 7, 149, 150),
    expressfiles: rather(pick, 0, 75, 200),
    closeness: rather(pick, '-', '0', '11', '-1'),
    hour: pick('-', '0', '30', '300'),
    day: pick('-', '30'),
    week: pick('-', '30'),
    silent: rather(pick, 0, 4),
    laststart: rather(pick, 0, 3),
  }
}

function someConstants(pick: Pick): Partial<Constants> {
  return {
    networkWeightActive: pick(0, 1),
    workShortage: pick(0, 0, 0, 1),
    minWeight: pick(0, 0, 0, 0.5, 1.5),
    maxCandidates: pick(3, 10),
    maxDiskIoKBps: pick(0, 500),
    quirkThroughputLookup: pick(0, 1),
    quirkMergeZeroShare: pick(0, 1),
    quirkUnlimitedWalltime: pick(0, 1),
  }
}

function tableOf(lines: readonly Columns[]): string {
  return [Object.keys(lines[0]), ...lines.map((line) => Object.values(line))].map((cells) => cells.join(' ')).join('\n')
}
