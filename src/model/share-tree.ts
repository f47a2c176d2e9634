import { BadInput } from './bad-input.js'

/** A global share as declared: its value counts against those of its siblings (brokerage.md §G.1). */
export interface ShareDeclaration {
  readonly name: string
  readonly value: number
  /** Shares that it is divided into; none: work names it. */
  readonly children?: readonly ShareDeclaration[] | undefined
}

/** A share in its tree. */
export interface Share {
  readonly name: string
  /** Part of the whole. */
  readonly percent: number
  /** In the order of their declaration; a leaf has none. */
  readonly children: readonly Share[]
}

/** The tree of global shares: what part of the running work each kind of activity is due (brokerage.md §G.1). */
export class ShareTree {
  readonly roots: readonly Share[]
  private readonly names = new Set<string>()

  /**
   * @param where the file or test that declares the shares, for messages
   * @throws BadInput when a name stands twice, a value is negative, or siblings sum to 0
   */
  constructor(
    roots: readonly ShareDeclaration[],
    private readonly where: string,
  ) {
    this.roots = this.divide(roots, 100, 'the whole')
  }

  private divide(declared: readonly ShareDeclaration[], percent: number, parent: string): Share[] {
    const sum = declared.reduce((total, { value }) => total + value, 0)
    return declared.map(({ name, value, children = [] }) => {
      if (!(value >= 0 && value < Infinity)) this.refuse(name, `its value is ${value}`, 'a number from 0')
      if (sum === 0) this.refuse(name, `it and its siblings under ${parent} sum to 0`, 'a value above 0 among siblings')
      if (this.names.has(name)) this.refuse(name, 'the name stands twice', 'a name of its own for each share')
      this.names.add(name)
      const part = value * (percent / sum)
      return { name, percent: part, children: this.divide(children, part, name) }
    })
  }

  private refuse(name: string, found: string, allowed: string): never {
    throw new BadInput(`${this.where}: share ${name}`, found, allowed)
  }
}
