import { endBeforeStart, startBeforeCreation } from '../panda-record.js'
import { clockSetBack } from '../trace-log.js'
import type { FindingKind } from './finding-kinds.js'

/** What a fault that a reader mended is called as a finding. */
export function kindOfMended(fault: string): FindingKind {
  if (fault === startBeforeCreation || fault.startsWith('wait time below zero')) return 'negative-wait'
  if (fault === endBeforeStart || fault.startsWith('run time below zero')) return 'end-before-start'
  if (fault === clockSetBack) return 'clock-set-back'
  if (fault.startsWith('no processors')) return 'no-processors'
  if (fault.startsWith('line for a part')) return 'partial-line'
  if (fault.startsWith('quote inside')) return 'stray-quote'
  if (fault.startsWith('empty line')) return 'empty-line'
  return 'negative-quantity'
}
