/** Doors whose level is to be reckoned anew, each once. */
export class WaitingDoors {
  count = 0
  private readonly doors: Int32Array
  private readonly isWaiting: Uint8Array

  constructor(private readonly levels: Float64Array) {
    this.doors = new Int32Array(levels.length)
    this.isWaiting = new Uint8Array(levels.length)
  }

  add(door: number): void {
    if (this.isWaiting[door] === 1) return
    this.isWaiting[door] = 1
    this.doors[this.count++] = door
  }

  /** The lowest door: levels depend on lower ones only, so most doors need to be reckoned but once. */
  takeLowest(): number {
    const { doors, levels } = this
    let lowest = 0
    for (let i = 1; i < this.count; i++) if (levels[doors[i]] < levels[doors[lowest]]) lowest = i
    const door = doors[lowest]
    doors[lowest] = doors[--this.count]
    this.isWaiting[door] = 0
    return door
  }
}
