import type { WorkKind } from '../model/work-kind.js'
import type { PilotAsk } from './ports.js'

/** The source labels that several kinds of pilots serve, one bit each; all others share the last. */
const labels = ['user', 'panda', 'install', 'managed', 'test', 'prod_test'] as const
type Label = (typeof labels)[number]
const OTHER = 1 << labels.length
const EVERY = (OTHER << 1) - 1

function bitsOf(...served: readonly Label[]): number {
  return served.reduce((bits, label) => bits | (1 << labels.indexOf(label)), 0)
}

/** Labels that a request with each of these is served from (brokerage.md §F.2); any other gets work of its own alone. */
const served: Readonly<Record<string, number>> = {
  user: bitsOf('user', 'panda', 'install'),
  managed: bitsOf('managed', 'test', 'prod_test', 'install'),
  unified: bitsOf('managed', 'test', 'prod_test', 'install', 'user', 'panda'),
  test: bitsOf('prod_test', 'install', 'test'),
}

/** The bit of a job's label. */
export function labelBit(label: string): number {
  const place = (labels as readonly string[]).indexOf(label)
  return place < 0 ? OTHER : 1 << place
}

/**
 * The labels a request is served from, as bits. A queue in test turns `user`, `managed`, `unified` and no label at all into
 * `test` (brokerage.md §F.1).
 */
export function labelsServed(label: string | undefined, isTestQueue: boolean): number {
  const isChanged = label === undefined || label === 'user' || label === 'managed' || label === 'unified'
  if (isTestQueue && isChanged) return served['test']
  return label === undefined ? EVERY : (served[label] ?? labelBit(label))
}

/** Whether a pilot may run this kind of work: labels, limits and resource type; what is 0 is not given (brokerage.md §F.2). */
export function suits(pilot: PilotAsk, servedBits: number, kind: WorkKind, kindBit: number): boolean {
  return (
    (servedBits & kindBit) !== 0 &&
    (kindBit !== OTHER || pilot.label === undefined || pilot.label === kind.label) &&
    (pilot.memoryMB === 0 || kind.requiredMemoryMB <= pilot.memoryMB) &&
    (pilot.scratchMB === 0 || kind.scratchMB <= pilot.scratchMB) &&
    (pilot.resourceType === undefined || pilot.resourceType === kind.resourceType)
  )
}
