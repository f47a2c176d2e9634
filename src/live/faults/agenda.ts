import type { Seconds } from '../../model/units.js'

/** Something that will happen, unless it is called off. */
export interface Appointment {
  readonly at: Seconds
  isOff: boolean
  run(): void
}

/** What will happen in a virtual world, and when: what has the same time in the order in which it was arranged. */
export class Agenda {
  now: Seconds = 0
  /** The next one last. */
  private readonly entries: Appointment[] = []

  /** Has something happen after so many seconds. */
  after(seconds: Seconds, run: () => void): Appointment {
    const entry: Appointment = { at: this.now + seconds, isOff: false, run }
    const { entries } = this
    let place = entries.length
    while (place > 0 && entries[place - 1].at <= entry.at) place--
    entries.splice(place, 0, entry)
    return entry
  }

  /** When something happens next; Infinity: never. */
  get due(): Seconds {
    const { entries } = this
    while (entries.at(-1)?.isOff === true) entries.pop()
    return entries.at(-1)?.at ?? Infinity
  }

  /** Moves on to what happens next, and has it happen. */
  step(): void {
    const entry = this.entries.pop()
    if (entry === undefined) return
    this.now = Math.max(this.now, entry.at)
    if (!entry.isOff) entry.run()
  }
}
