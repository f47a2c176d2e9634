/** The live host as tests of the API have it. */
import { Core } from '../../brokerage/core.js'
import { production } from '../../brokerage/policies/production.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import type { Grid } from '../../model/grid.js'
import type { ShareTree } from '../../model/share-tree.js'
import { seed } from '../../model/testing/small-grid.js'
import type { JobRow, PandaId, Seconds } from '../../model/units.js'
import type { AnswerTo, HostDoor, LiveReport, LiveReportName, RequestKey, SurroundingKind } from '../door.js'
import { LiveHost } from '../live-host.js'
import type { Said } from '../pilot-words.js'
import type { KeptRow, RowChange } from '../store/commit.js'
import type { Store } from '../store/store.js'
import { emptyDisk, MemoryStore } from './memory-store.js'
import { VirtualClock } from './virtual-clock.js'

export interface StageDoorParts {
  readonly grid: Grid
  readonly constants?: Partial<Constants>
  readonly shares?: ShareTree
}

/** The live host over a store in memory, under a clock that the test moves: for tests of what stands before the door. */
export class StageDoor implements HostDoor {
  readonly bornMilliseconds = Date.UTC(2026, 0, 1)
  readonly store: Store
  /** What every report is answered with from now on, when the host is broken. */
  fault: Error | undefined
  /** What each report waits for. */
  held: (() => Promise<void>) | undefined
  readonly core: Core

  private constructor(
    private readonly host: LiveHost,
    private readonly clock: VirtualClock,
    core: Core,
  ) {
    this.core = core
    this.store = host.store
  }

  static async open({ grid, constants = {}, shares }: StageDoorParts): Promise<StageDoor> {
    const clock = new VirtualClock()
    const store = new MemoryStore(emptyDisk(), Date.UTC(2026, 0, 1))
    const carrier = { pilots: () => undefined, transfer: () => undefined, asked: () => undefined }
    const all = { ...defaultConstants, ...constants }
    const host = await LiveHost.open({
      ...{ clock, store, carrier, opening: await store.open(), longestSilenceSeconds: Infinity },
      build: (orders) => new Core({ grid, policy: production, constants: all, shares, seed, orders }),
      onFailure: (error) => {
        throw error
      },
    })
    return new StageDoor(host, clock, await host.ask((core) => core))
  }

  get waiting(): number {
    return this.host.waiting
  }

  saidOf(id: PandaId): Said | undefined {
    return this.host.saidOf(id)
  }

  /** Time of the core; a test moves it forward. */
  get time(): Seconds {
    return this.clock.now()
  }

  set time(at: Seconds) {
    this.clock.set(at)
  }

  now(): Seconds {
    return this.time
  }

  async report<Name extends LiveReportName>(
    report: LiveReport & { readonly report: Name },
    key?: RequestKey,
  ): Promise<AnswerTo<Name>> {
    await this.held?.()
    if (this.fault !== undefined) throw this.fault
    const answer = await this.host.report<Name>(report, key)
    await this.settle()
    return answer
  }

  ask<T>(question: (core: Core, now: Seconds) => T): Promise<T> {
    return this.host.ask(question)
  }

  onCommit(heard: Parameters<HostDoor['onCommit']>[0]): () => void {
    return this.host.onCommit(heard)
  }

  onAsk(heard: Parameters<HostDoor['onAsk']>[0]): () => void {
    return this.host.onAsk(heard)
  }

  keep(rows: readonly RowChange[]): Promise<void> {
    return this.host.keep(rows)
  }

  keptRows(kind: SurroundingKind): readonly KeptRow[] {
    return this.host.keptRows(kind)
  }

  rowOf(id: PandaId): JobRow {
    return this.host.rowOf(id)
  }

  workerOf(id: PandaId): string | undefined {
    return this.host.workerOf(id)
  }

  close(): Promise<void> {
    return this.host.close()
  }

  /** Does what is due by the time that it is now. */
  private async settle(): Promise<void> {
    while (this.clock.due <= this.time) {
      this.clock.ring()
      await this.host.ask(() => undefined)
    }
  }
}
