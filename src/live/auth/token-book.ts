import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { BadInput } from '../../model/bad-input.js'
import type { KeptRow, RowChange } from '../store/commit.js'
import type { Caller } from './caller.js'
import type { Role } from './role.js'

/** What every token begins with, so that people and scanners for secrets know one when they see it. */
const PREFIX = 'ailuro_'
/** Row kind of tokens in the store. */
const KIND = 'token'
const SHAPE = /^ailuro_[A-Za-z0-9_-]{43}$/

/** A token as it is kept: all but the secret itself. */
export interface Token extends Caller {
  /** What it is for, in its maker's words. */
  readonly note: string
  /** Milliseconds since 1970. */
  readonly madeAt: number
  /** Undefined: it does not expire. */
  readonly expiresAt?: number | undefined
  /** SHA-256 of the token, hexadecimal. */
  readonly sha256: string
}

/** What a new token is to be. */
export interface TokenWish {
  readonly user: string
  readonly roles: readonly Role[]
  readonly note?: string | undefined
  readonly expiresAt?: number | undefined
}

interface Entry {
  readonly token: Token
  readonly digest: Buffer
}

/**
 * The API tokens there are. Secrets are shown once, when they are made; only their SHA-256 is kept. Tokens are random, 256 bits,
 * so that a plain hash is enough.
 */
export class TokenBook {
  private readonly byNumber = new Map<number, Entry>()
  /** By the first bytes of the hash: where to look, not whether it is right. */
  private readonly byStart = new Map<number, Entry>()
  private lastNumber = 0

  /**
   * @param save makes a change last; the change counts once it has
   * @param nowMilliseconds time since 1970
   * @param rows what the store has kept; rows of other kinds are passed over
   */
  constructor(
    private readonly save: (change: RowChange) => Promise<void>,
    private readonly nowMilliseconds: () => number = Date.now,
    rows: Iterable<KeptRow> = [],
  ) {
    for (const { kind, body } of rows) if (kind === KIND) this.enter(JSON.parse(body) as Token)
  }

  get size(): number {
    return this.byNumber.size
  }

  /**
   * Makes a token.
   * @param handOver takes the secret before the token counts: should the process end in between, there is no token that nobody has
   * @returns it, and the secret, which is nowhere else
   */
  async make(
    { user, roles, note = '', expiresAt }: TokenWish,
    handOver?: (secret: string) => Promise<void>,
  ): Promise<{ token: Token; secret: string }> {
    if (roles.length === 0) throw new BadInput(`token of ${user}`, 'it has no role', 'at least one role')
    if (expiresAt !== undefined && !(expiresAt > this.nowMilliseconds()))
      throw new BadInput(`token of ${user}`, 'it would have expired already', 'a time that is to come')
    const secret = PREFIX + randomBytes(32).toString('base64url')
    const number = ++this.lastNumber
    const token: Token = {
      number,
      user,
      roles: [...new Set(roles)],
      note,
      madeAt: this.nowMilliseconds(),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      sha256: digestOf(secret).toString('hex'),
    }
    await handOver?.(secret)
    await this.save({ kind: KIND, key: number, body: JSON.stringify(token) })
    this.enter(token)
    return { token, secret }
  }

  /** All tokens that have not been revoked, the oldest first. */
  list(): Token[] {
    return [...this.byNumber.values()].map(({ token }) => token).sort((one, other) => one.number - other.number)
  }

  /** Ends a token at once. @returns whether there was one */
  async revoke(number: number): Promise<boolean> {
    const entry = this.byNumber.get(number)
    if (entry === undefined) return false
    // It does not open anything while its end is being saved.
    this.byNumber.delete(number)
    this.byStart.delete(entry.digest.readUInt32BE(0))
    await this.save({ kind: KIND, key: number, body: undefined })
    return true
  }

  /** Whose a secret is; undefined: nobody's, or it has expired. */
  whose(secret: string): Token | undefined {
    if (!SHAPE.test(secret)) return undefined
    const digest = digestOf(secret)
    const entry = this.byStart.get(digest.readUInt32BE(0))
    if (entry === undefined || !timingSafeEqual(entry.digest, digest)) return undefined
    return this.unexpired(entry)
  }

  /** The token of this number; undefined: there is none, or it has expired. */
  token(number: number): Token | undefined {
    const entry = this.byNumber.get(number)
    return entry && this.unexpired(entry)
  }

  private unexpired({ token }: Entry): Token | undefined {
    return token.expiresAt !== undefined && token.expiresAt <= this.nowMilliseconds() ? undefined : token
  }

  private enter(token: Token): void {
    const entry = { token, digest: Buffer.from(token.sha256, 'hex') }
    this.byNumber.set(token.number, entry)
    this.byStart.set(entry.digest.readUInt32BE(0), entry)
    this.lastNumber = Math.max(this.lastNumber, token.number)
  }
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
