import type { Face, Queue } from '../../model/grid.js'
import type { Seconds } from '../../model/units.js'

/** What is known of pseudo-queues, by number, when pilots are decided on. */
export interface PilotFigures {
  /** Jobs that wait for a pilot. */
  activated(face: number): number
  /** Pilots that were asked for and have not come. */
  pending(face: number): number
  /** Pilots that have a job. */
  running(face: number): number
  /** Pilots of all queues, pending and running. */
  everywhere(): number
}

/** Is told what each step of a rule proposes for a pseudo-queue; a negative number is one that later steps may still raise. */
export type Tell = (face: Face, step: string, pilots: number) => void

/** How many pilots a queue's jobs call for: one generation of pilot provisioning, with its settings (brokerage.md §K). */
export interface PilotDemandRule {
  readonly name: string
  /**
   * Time from look to look at all queues, above 0. Undefined: every `pilotCycleSeconds` it is asked of those pseudo-queues alone
   * that have more activated jobs than pilots under way.
   */
  readonly cycleSeconds: Seconds | undefined
  /** Queues that its settings name. */
  readonly namedQueues: readonly string[]
  /** New pilots for each pseudo-queue of the queue, in their order: whole numbers, not negative. */
  newPilots(queue: Queue, figures: PilotFigures, tell: Tell): readonly number[]
}

/** The numbers that a rule goes by. */
export type Numbers<Name extends string = string> = Readonly<Record<Name, number>>

/** What is said for all queues, or for one of them. */
export interface DemandSettings<Name extends string = string> {
  readonly numbers: Numbers<Name>
  /** Names of the plugins that pass the number on, in order; empty for rules without. */
  readonly chain: readonly string[]
}

/** A rule that may be chosen by its name. */
export interface PilotDemandKind {
  readonly name: string
  /** What it does, in a sentence. */
  readonly about: string
  /** What holds where nobody says otherwise. */
  readonly usual: DemandSettings
  /** Names that a chain may be made of; empty: it has no chain. */
  readonly plugins: readonly string[]
  /** @param settings of each queue, by name, and queues that have settings of their own */
  make(settings: (queue: string) => DemandSettings, namedQueues: readonly string[]): PilotDemandRule
}
