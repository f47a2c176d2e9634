/** Pilots that were ordered for a pseudo-queue. */
export interface PilotOrder {
  /** The order's own number, the same however often it is given. */
  readonly id: number
  readonly queue: string
  /** Cores of the slots that are wanted. */
  readonly cores: number
  readonly pilots: number
}

/** What a pilot source tells. */
export interface PilotNews {
  /** The order has been carried out, as far as it can be: it need not be given again. */
  submitted(order: number): void
  /**
   * Pilots of this pseudo-queue were started or were to be started, and will never ask.
   * @param key of this loss alone: it is told again under the same one until it was heard, and counts once
   * @returns resolved once it was heard; rejected when it has to be told again
   */
  lost(key: string, queue: string, cores: number, pilots: number): Promise<void>
  /** How many pilots of this pseudo-queue are under way beyond the jobs that wait for one. */
  surplus(queue: string, cores: number): Promise<number>
}

/**
 * Gets pilots started at a site's slots. Orders may be given more than once, after a restart: one that was carried out before must
 * not be carried out again.
 */
export interface PilotSource {
  readonly name: string
  /** Begins, with what an earlier process may have left behind; to be called once, before the first order. */
  begin(news: PilotNews): Promise<void>
  request(order: PilotOrder): void
  /** A pilot asked for a job under the name that it was started with: it will not be lost any more. */
  asked(pilot: string): void
  /** Ends what it watches; pilots that run go on. */
  end(): Promise<void>
}
