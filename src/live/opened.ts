/** What has been opened so far, to be closed again: the last first, as each may need those before it. */
export class Opened {
  private readonly closers: (() => void | Promise<void>)[] = []

  /** @param close how what was just opened is closed */
  add(close: () => void | Promise<void>): void {
    this.closers.push(close)
  }

  /** Closes all, also where one of them fails. @throws what went wrong first, once all is done */
  async close(): Promise<void> {
    const failures: unknown[] = []
    for (const close of this.closers.splice(0).reverse()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
